-- Leads of a class whose freshness reached 0 stand still from here on; what waited for that goes on.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 '' (a timer has no position), 4 stamp, 5 the request
-- From: waiting
-- Returns: applied; early (not due before the horizon); dropped (no such state); stale, gap
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not is_due(r.member, r.horizon) then return finish('early') end
-- The lead that this was set for may have gone: the timer moves on to the next, or goes.
if #call('ZRANGEBYSCORE', queue(r.id, 'freezing'), '-inf', shard.now, 'LIMIT', 0, 1) == 0 then
  change({ kind = 'froze', class = r.id, members = {} })
end
if settle(r.id) then
  local pool = pool_of(class_parts(r.id).pool)
  for _ = 1, STEP do
    local head = head_of(r.id, pool.longest_wait, shard.now)
    local choice = head and choose_rep(lead_of(head.lead))
    if not choice then break end
    local before_ = #changes
    dispatch_rep(choice.rep)
    if #changes == before_ then break end
  end
end
return finish('applied')
