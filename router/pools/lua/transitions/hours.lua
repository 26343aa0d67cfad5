-- A pool opens or closes; outside its hours a new hot clock may wait for the opening.
-- From: a pool, open or closed
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
-- Uses: shard, pools, transition, timers
if not timers.is_due(r.member, r.horizon) then return 'early' end
local pool = pools.of(r.id)
local counts = r.spans or pool.spans
transition.change({ kind = 'pool_hours', pool = r.id, at = r.at, is_open = r.is_open,
  opens_at = r.opens_at, next = r.next, open_ms = r.at and pool.open_ms and pools.open_ms(pool, r.at),
  clock_ms = counts and pools.clock_from(pool, r.at or shard.now), spans = r.spans })
return 'applied'
