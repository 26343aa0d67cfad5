-- The shard's state as a whole: what a change does to it, whosever it is, and the writing of all that
-- a script left to write. Online and in the fold it is the same, so the journal folded is the state.
-- What changes do stands in the folders `changes`, each kind a function of the table `evolve`: it takes
-- all it needs from the change, the instant `at` and the state, never from a clock.
-- Uses: shard, held, changes
local state = {}

function state.apply(c, at)
  local evolve = changes[c.kind]
  if not evolve then error('no aggregate applies a change of the kind ' .. tostring(c.kind)) end
  evolve(c, at)
end

-- Writes all that is held, and the shard's own account.
function state.flush()
  held.flush()
  held.put(KEYS[1], { next = shard.next, seq = shard.seq, tip = shard.tip, now = shard.now,
    counter = shard.counter })
end

return state
