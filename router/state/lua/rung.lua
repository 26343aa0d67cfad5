-- One rung of the ladder of a hot lead that nobody has acknowledged.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: waiting or assigned, hot; may move the lead to another rep
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
local lead = lead_of(r.id)
if not lead or not lead.hot_at or (lead.state ~= 'waiting' and lead.state ~= 'assigned') then
  return drop_timer(r.member)
end
local pool = pool_of(lead.pool)
local n = lead.rung + 1
local rung = ladder_of(pool)[n]
if not rung then return drop_timer(r.member) end
local due, former, met, behind = lead.hot_at + rung.after, nil, nil, nil
if due > r.horizon then -- a new policy's ladder is slower than the one this was set by
  change({ kind = 'timer_dropped', member = r.member, again_at = due })
  return finish('early')
end
local choice
if string.find(rung.does, 'reassign', 1, true) and lead.state == 'assigned' then
  -- While the inbox is unread nothing is taken from a rep: this rung waits, until one after it is
  -- due that only tells; it is then passed without moving the lead.
  local after = rung_due(lead, pool, n + 1)
  if r.notify_only and not (after and after <= r.horizon) then return finish('early') end
  met = lead.assigned_at >= due - pool.reassign_hold
  behind = not met and r.notify_only or nil
  if not met and not behind then choice = choose_rep(lead, lead.rep) end
end
local next_due = rung_due(lead, pool, n + 1)
change({ kind = 'rung', lead = lead.id, tenant = lead.tenant, pool = lead.pool, n = n,
  name = rung.name, due = due, does = rung.does, rep = lead.rep, epoch = lead.epoch,
  episode = lead.episode, hot_at = lead.hot_at, met = met, moved = choice and true or nil,
  to = choice and choice.rep, behind = behind,
  open = string.find(rung.does, 'open', 1, true) and true or nil, next_due = next_due,
  late = shard.now - due, score = score_at(lead, shard.now), test = lead.test == '1' or nil,
  expires_at = not next_due and lead.state == 'assigned' and shard.now + pool.expiry or nil })
if choice then
  former = lead.rep
  put_back(lead, 'reassigned', true, true)
  assign(lead_of(r.id), choice, 'ladder: ' .. rung.name)
  dispatch_rep(former)
end
return finish('applied')
