-- Registers a rep, or changes all that a supervisor may change about one.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: rep unknown, or in any state
-- Returns: applied; refused (another tenant's rep); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local rep = rep_of(r.rep)
if rep and rep.tenant ~= r.tenant then
  answer({ action = r.action, status = 409, reason = 'taken_rep', rep = r.rep, tenant = r.tenant })
  return finish('refused')
end
local action = r.action
if acted(r) then
  answer({ action = action, status = 200, rep = r.rep, tenant = r.tenant })
  return finish('applied')
end
r.action, r.asked, r.kind = nil, nil, 'rep_registered'
r.rep_kind = table.concat({ r.tier, r.skills, r.regions }, '|')
if not rep or rep.reachable == 1 then call('ZADD', key('heartbeats'), 'NX', shard.real, r.rep) end
change(r)
answer({ action = action, status = 200, rep = r.rep, tenant = r.tenant })
dispatch_rep(r.rep)
return finish('applied')
