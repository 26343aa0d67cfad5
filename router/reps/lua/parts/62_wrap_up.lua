-- Wrap-up: the time that a rep has after a recorded contact before the next lead rings.
-- Uses: shard, transition
local wrap_up = {}

-- It lasts for `span` ms from the contact on; one that lasts longer goes on as it is.
function wrap_up.begin(rep, lead, done_at, span)
  local until_at = done_at + span
  if until_at <= math.max(shard.now, rep.wrap_until or 0) then return end
  transition.change({ kind = 'wrap_up_began', rep = rep.id, tenant = rep.tenant, lead = lead,
    until_at = until_at })
end

-- Ends one; false when there is none.
function wrap_up.finish(rep, why)
  if not rep.wrap_until then return false end
  transition.change({ kind = 'wrap_up_ended', rep = rep.id, tenant = rep.tenant, why = why })
  return true
end

return wrap_up
