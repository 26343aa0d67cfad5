-- Actions on leads: which lead and which rep are meant, when it was done, and what is said.
-- Uses: shard, lists, answers, reps, leads, dispatch
local actions = {}

-- The lead and the rep that an action names, both of its tenant; else nil, nil and what is unknown.
function actions.named(r)
  local lead, rep = leads.of(r.lead), reps.of(r.rep)
  if not lead or lead.tenant ~= r.tenant then return nil, nil, 'unknown_lead' end
  if not rep or rep.tenant ~= r.tenant then return nil, nil, 'unknown_rep' end
  return lead, rep
end

-- When it was done by the caller's word, held between `since` and now.
function actions.done_at(r, since)
  if not r.done_at then return shard.now end
  return math.min(shard.now, math.max(r.done_at, since))
end

-- Puts into a change when it was done, if that was before now; by how much, if by long.
local LONG = 10 * shard.MINUTE
function actions.done(c, at)
  if at < shard.now then c.done_at = at end
  if shard.now - at > LONG then c.entered_after = shard.now - at end
  return c
end

-- When the rep who has the lead may have done something with it at the earliest.
function actions.had_since(lead)
  return lead.assigned_at or tonumber(lead.acknowledged_at)
end

-- Since when the rep had the lead under an epoch that was taken from them, until when, why it was
-- and in which episode; nil when it was not.
function actions.past_of(lead, r)
  local parts = lists.split(lead['past.' .. r.epoch], '|')
  if parts[1] ~= r.rep then return nil end
  return { pushed = tonumber(parts[2]), ended = tonumber(parts[3]), reason = parts[4],
    episode = tonumber(parts[5]) }
end

-- Says yes, under the epoch that holds now.
function actions.accept(r, epoch)
  answers.answer({ action = r.action, status = 200, lead = r.lead, rep = r.rep, epoch = epoch or r.epoch,
    tenant = r.tenant })
end

-- Ends an action that changes nothing: no, and who has the lead; or what was said before. What the
-- caller made up, names of nothing here and an epoch that is none, is not journalled.
function actions.reply(r, status, reason, lead)
  local told = status ~= 200 and lead or {}
  local known = status ~= 404 and r or {}
  answers.answer({ action = r.action, status = status, reason = reason, lead = known.lead,
    rep = known.rep, epoch = status == 200 and r.epoch or nil, tenant = r.tenant,
    holder = told.rep, state = told.state })
  if r.rep then dispatch.rep(r.rep) end
  return status == 200 and 'applied' or 'refused'
end

return actions
