-- Actions of people: who and what is meant, what was said before, and the answer in the journal.

local function answer(c)
  c.kind = 'answered'
  c.asked = asked
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
  answer({ action = r.action, status = 404, reason = 'unknown_rep', tenant = r.tenant })
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
  local before_ = recalled('a|' .. r.action)
  return before_ and cjson.decode(before_)
end

-- Whether it was done before: whoever asks again gets no more than the answer.
local function acted(r)
  local before_ = answered(r)
  return before_ and before_.status == 200
end

-- An id belongs to what was first asked under it: under anything else nothing happens.
function used_otherwise()
  local before_ = answered(request)
  if not before_ or not before_.asked or before_.asked == asked then return nil end
  answer({ action = request.action, status = 422, reason = 'id_used', tenant = request.tenant })
  return finish('refused')
end

-- When it was done by the caller's word, held between `since` and now.
local function done_at(r, since)
  if not r.done_at then return shard.now end
  return math.min(shard.now, math.max(r.done_at, since))
end

-- Puts into a change when it was done, if that was before now; by how much, if by long.
local LONG = 10 * MINUTE
local function done(c, at)
  if at < shard.now then c.done_at = at end
  if shard.now - at > LONG then c.entered_after = shard.now - at end
  return c
end

-- When the rep who has the lead may have done something with it at the earliest.
local function had_since(lead)
  return lead.assigned_at or tonumber(lead.acknowledged_at)
end

-- Since when the rep had the lead under an epoch that was taken from them, until when, why it was
-- and in which episode; nil when it was not.
local function past_of(lead, r)
  local parts = split(lead['past.' .. r.epoch], '|')
  if parts[1] ~= r.rep then return nil end
  return { pushed = tonumber(parts[2]), ended = tonumber(parts[3]), reason = parts[4],
    episode = tonumber(parts[5]) }
end

-- Says yes, under the epoch that holds now.
local function accept(r, epoch)
  answer({ action = r.action, status = 200, lead = r.lead, rep = r.rep, epoch = epoch or r.epoch,
    tenant = r.tenant })
end

-- Ends an action that changes nothing: no, and who has the lead; or what was said before. What the
-- caller made up, names of nothing here and an epoch that is none, is not journalled.
local function reply(r, status, reason, lead)
  local told = status ~= 200 and lead or {}
  local known = status ~= 404 and r or {}
  answer({ action = r.action, status = status, reason = reason, lead = known.lead,
    rep = known.rep, epoch = status == 200 and r.epoch or nil, tenant = r.tenant,
    holder = told.rep, state = told.state })
  if r.rep then dispatch_rep(r.rep) end
  return finish(status == 200 and 'applied' or 'refused')
end
