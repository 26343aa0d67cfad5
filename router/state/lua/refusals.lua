-- Refusals are cleared after a pause, unless a rep who has not refused is on duty.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
local lead = lead_of(r.id)
if not lead or lead.state ~= 'waiting' then return drop_timer(r.member) end
local class = class_parts(lead.class)
for _, kind in ipairs(kinds_of(class.place)) do
  if kind_serves(kind, class) then
    for _, id in ipairs(call('SMEMBERS', key('members', class.place, kind))) do
      local rep = rep_of(id)
      if not within(class.refused, id) and rep.reachable == 1 and rep.on_shift == 1
        and rep.presence ~= 'away' then
        change({ kind = 'refusals_kept', lead = lead.id, tenant = lead.tenant,
          again_at = shard.now + pool_of(lead.pool).clear_refusals })
        return finish('applied')
      end
    end
  end
end
change({ kind = 'refusals_cleared', lead = lead.id, tenant = lead.tenant })
dispatch_lead(r.id)
return finish('applied')
