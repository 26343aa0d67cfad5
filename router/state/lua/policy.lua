-- A new version of the policy rules the shard; waiting leads are scored anew in steps.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: any
-- Returns: applied; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
if r.missing then
  answer({ action = r.action, status = 404, reason = 'unknown_policy' })
  return finish('refused')
end
if r.action and acted(r) then
  answer({ action = r.action, status = 200 })
  return finish('applied')
end
change({ kind = 'policy_activated', version = r.version, pools = r.pools, rescore = r.rescore })
if r.action then answer({ action = r.action, status = 200 }) end
return finish('applied')
