-- Reps who act: who is meant, and that they are there.
-- Uses: shard, transition, answers, reps
local acting = {}

-- Acting proves that a rep is there.
function acting.seen(rep)
  shard.call('ZADD', shard.key('heartbeats'), 'GT', shard.real, rep.id)
  if rep.reachable == 0 then transition.change({ kind = 'online', rep = rep.id, tenant = rep.tenant }) end
end

-- The rep that an action names, of its tenant; else nil, and the answer says so.
function acting.named(r)
  local rep = reps.of(r.rep)
  if rep and rep.tenant == r.tenant then return rep end
  answers.answer({ action = r.action, status = 404, reason = 'unknown_rep', tenant = r.tenant })
  return nil
end

return acting
