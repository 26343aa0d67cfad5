-- What changes of the policy in force and its pools do to the state.
-- Uses: shard, hooks, held, pools
function evolve.policy_activated(c)
  held.put(KEYS[1], { policy = c.version })
  shard.policy = c.version
  shard.call('DEL', shard.key('pools'))
  for name, fields in pairs(c.pools) do
    shard.call('DEL', shard.key('pool', name))
    held.put(shard.key('pool', name), fields)
    pools.forget(name)
    if fields.next then held.set_deadline('hours|' .. name, fields.next) end
    shard.call('SADD', shard.key('pools'), name)
  end
  if c.rescore then hooks.tell('policy_replaced', c) end
end

-- A clock that was read when a policy had set it to a later instant goes on from that.
local function turn_clock(c, at)
  local name, before = shard.key('pool', c.pool), pools.of(c.pool)
  held.put(name, { clock_ms = c.clock_ms, clock_at = math.max(c.at or at, before.clock_at or 0), spans = c.spans })
  if not c.spans then shard.call('HDEL', name, 'spans') end
end

function evolve.pool_hours(c, at)
  if c.clock_ms then turn_clock(c, at) end
  if c.clock_ms and not c.spans then hooks.tell('clock_replaced') end
  -- A pool that is gone has no hours to be closed by.
  held.put(shard.key('pool', c.pool), { is_open = c.is_open or 1, opens_at = c.opens_at, open_ms = c.open_ms,
    turned_at = c.open_ms and c.at, next = c.open_ms and (c.next or 0) })
  pools.forget(c.pool)
  if c.next then held.set_deadline('hours|' .. c.pool, c.next)
  else held.clear_deadline('hours|' .. c.pool) end
end
