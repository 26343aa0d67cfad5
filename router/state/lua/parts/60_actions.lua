-- Actions of people: who and what is meant, what was said before, and the answer in the journal.

local function answer(c)
  c.kind = 'answered'
  change(c)
end

-- Acting proves that a rep is there.
local function seen_acting(rep)
  call('ZADD', key('heartbeats'), 'GT', shard.real, rep.id)
  if rep.reachable == 0 then change({ kind = 'online', rep = rep.id, tenant = rep.tenant }) end
end

-- The rep that an action names, of its tenant; else nil, and the answer says so.
local function rep_named(r)
  local rep = rep_of(r.rep)
  if rep and rep.tenant == r.tenant then return rep end
  answer({ action = r.action, status = 404, reason = 'unknown_rep', rep = r.rep,
    tenant = r.tenant })
  return nil
end

-- The lead and the rep that an action names, both of its tenant; else nil, nil and what is unknown.
local function named(r)
  local lead, rep = lead_of(r.lead), rep_of(r.rep)
  if not lead or lead.tenant ~= r.tenant then return nil, nil, 'unknown_lead' end
  if not rep or rep.tenant ~= r.tenant then return nil, nil, 'unknown_rep' end
  return lead, rep
end

-- What was answered to this action before, or nil: an id never acts twice.
local function answered(r)
  local before_ = field_of(key('seen'), 'a|' .. r.action)
  return before_ and cjson.decode(before_)
end

-- Says yes, under the epoch that holds now.
local function accept(r, epoch)
  answer({ action = r.action, status = 200, lead = r.lead, rep = r.rep, epoch = epoch or r.epoch,
    tenant = r.tenant })
end

-- Ends an action that changes nothing: no, and who has the lead; or what was said before.
local function reply(r, status, reason, lead)
  local told = status ~= 200 and lead or {}
  answer({ action = r.action, status = status, reason = reason, lead = r.lead, rep = r.rep,
    epoch = r.epoch, tenant = r.tenant, holder = told.rep, state = told.state })
  dispatch_rep(r.rep)
  return finish(status == 200 and 'applied' or 'refused')
end
