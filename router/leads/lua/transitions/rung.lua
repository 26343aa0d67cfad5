-- One rung of the ladder of a hot lead that nobody has acknowledged.
-- From: waiting or assigned, hot; may move the lead to another rep
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: shard, pools, transition, timers, decay, leads, ladder, dispatch
if not timers.is_due(r.member, r.horizon) then return 'early' end
local lead = leads.of(r.id)
if not lead or not lead.hot_at or (lead.state ~= 'waiting' and lead.state ~= 'assigned') then
  return timers.drop(r.member)
end
local pool = pools.of(lead.pool)
local n = lead.rung + 1
local rung = ladder.rungs(pool)[n]
if not rung then return timers.drop(r.member) end
local due, former, met, behind = ladder.due(lead, pool, n), nil, nil, nil
if timers.put_off(r, due) then return 'early' end
local choice
if string.find(rung.does, 'reassign', 1, true) and lead.state == 'assigned' then
  -- While the inbox is unread nothing is taken from a rep: this rung waits, until one after it is
  -- due that only tells; it is then passed without moving the lead.
  local after = ladder.due(lead, pool, n + 1)
  if r.notify_only and not (after and after <= r.horizon) then return 'early' end
  met = lead.assigned_at >= due - pool.reassign_hold
  behind = not met and r.notify_only or nil
  if not met and not behind then choice = dispatch.choose_rep(lead, lead.rep) end
end
local next_due = ladder.due(lead, pool, n + 1)
transition.change({ kind = 'rung', lead = lead.id, tenant = lead.tenant, pool = lead.pool, n = n,
  name = rung.name, due = due, does = rung.does, rep = lead.rep, epoch = lead.epoch,
  episode = lead.episode, hot_at = lead.hot_at, met = met, moved = choice and true or nil,
  to = choice and choice.rep, behind = behind,
  open = string.find(rung.does, 'open', 1, true) and true or nil, next_due = next_due,
  late = shard.now - due, score = decay.score(lead, shard.now), test = lead.test == '1' or nil,
  expires_at = not next_due and lead.state == 'assigned' and leads.after(lead, 'expiry') or nil,
  after = pool.clock_ms and rung.after or nil })
if choice then
  former = lead.rep
  dispatch.put_back(lead, 'reassigned', true, true)
  dispatch.assign(leads.of(r.id), choice, 'ladder: ' .. rung.name)
  dispatch.rep(former)
end
return 'applied'
