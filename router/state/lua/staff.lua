-- A supervisor registers somebody at the board, or changes all about them.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: any
-- Returns: applied; stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
if not acted(r) then
  change({ kind = 'staff_registered', tenant = r.tenant, staff = r.id, name = r.name,
    role = r.role, active = r.active, by = r.by })
end
answer({ action = r.action, status = 200, tenant = r.tenant })
return finish('applied')
