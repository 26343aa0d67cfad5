-- Registers a rep, or changes all that a supervisor may change about one.
-- From: rep unknown, or in any state
-- Returns: applied; refused (another tenant's rep); stale, gap, skipped
-- Uses: shard, hooks, transition, answers, reps
local rep = reps.of(r.rep)
if rep and rep.tenant ~= r.tenant then
  answers.answer({ action = r.action, status = 409, reason = 'taken_rep', rep = r.rep, tenant = r.tenant })
  return 'refused'
end
local action = r.action
if answers.acted(r) then
  answers.answer({ action = action, status = 200, rep = r.rep, tenant = r.tenant })
  return 'applied'
end
r.action, r.asked, r.kind = nil, nil, 'rep_registered'
r.rep_kind = table.concat({ r.tier, r.skills, r.regions }, '|')
if not rep or rep.reachable == 1 then shard.call('ZADD', shard.key('heartbeats'), 'NX', shard.real, r.rep) end
transition.change(r)
answers.answer({ action = action, status = 200, rep = r.rep, tenant = r.tenant })
hooks.tell('freed', r.rep)
return 'applied'
