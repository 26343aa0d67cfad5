-- The shard's state as a whole: what a change does to it, whosever it is, and the writing of all that
-- a script left to write. Online and in the fold it is the same, so the journal folded is the state.
-- Uses: shard, held, queues, evolve_leads, evolve_assignments, evolve_reps, evolve_staff
local state = {}

function state.apply(c, at)
  local kind = c.kind
  local evolve = evolve_leads[kind] or evolve_assignments[kind] or evolve_reps[kind]
    or evolve_staff[kind]
  if not evolve then error('no part applies a change of the kind ' .. tostring(kind)) end
  evolve(c, at)
end

-- Writes all that is held, and the shard's own account.
function state.flush()
  queues.flush()
  held.flush()
  held.put(KEYS[1], { next = shard.next, seq = shard.seq, tip = shard.tip, now = shard.now,
    counter = shard.counter })
end

return state
