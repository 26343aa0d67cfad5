-- Somebody at the board is signed out everywhere: what was made before is void.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: any
-- Returns: applied; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not acted(r) then
  change({ kind = 'staff_signed_out', tenant = r.tenant, staff = r.id, by = r.by,
    before = r.before })
end
answer({ action = r.action, status = 200, tenant = r.tenant })
return finish('applied')
