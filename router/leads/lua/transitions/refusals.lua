-- Refusals are cleared after a pause, unless a rep who has not refused is on duty.
-- From: waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: shard, lists, pools, transition, timers, reps, leads, queues, matching, dispatch
if not timers.is_due(r.member, r.horizon) then return 'early' end
local lead = leads.of(r.id)
if not lead or lead.state ~= 'waiting' then return timers.drop(r.member) end
local class = queues.class(lead.class)
local needs = matching.asked(lead.class)
for _, kind in ipairs(reps.kinds_of(class.place)) do
  if matching.serves(matching.kind(kind), needs) then
    for _, id in ipairs(shard.call('SMEMBERS', shard.key('members', class.place, kind))) do
      local rep = reps.of(id)
      if not lists.within(class.refused, id) and rep.reachable == 1 and rep.on_shift == 1
        and rep.presence ~= 'away' then
        transition.change({ kind = 'refusals_kept', lead = lead.id, tenant = lead.tenant,
          again_at = shard.now + pools.of(lead.pool).clear_refusals })
        return 'applied'
      end
    end
  end
end
transition.change({ kind = 'refusals_cleared', lead = lead.id, tenant = lead.tenant })
dispatch.lead(r.id)
return 'applied'
