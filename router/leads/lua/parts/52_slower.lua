-- The slower ladder of leads that are not hot: one step, once an episode, that only tells.
-- Uses: shard, pools, transition, decay, leads, slower_clock, willing
local slower = {}

function slower.tell(lead, why, due)
  transition.change({ kind = 'slower_rung', lead = lead.id, tenant = lead.tenant, pool = lead.pool, why = why,
    notify = pools.of(lead.pool).slower_notify, episode = lead.episode, since = lead.since, due = due,
    score = decay.score(lead, shard.now), rep = lead.rep, test = lead.test == '1' or nil })
end

-- A lead came back, or is still there: when nobody is left who did not refuse or miss it, that is told.
-- Whom a lead is kept from because they forgot to call has not refused it. Outside the hours of a pool that
-- waits for them nobody is told: once it is open the lead rings again, and is told of then.
function slower.look(id)
  local lead = leads.of(id)
  local pool = pools.of(lead.pool)
  local silent = pool.clock_waits == 1 and pool.is_open == 0
  if lead.state ~= 'waiting' or not lead.turned_down or not lead.refused or silent
    or not slower_clock.runs(lead) or pool.slower_refused ~= 1 or willing.anybody(lead) then return end
  slower.tell(lead, 'all_refused')
end

return slower
