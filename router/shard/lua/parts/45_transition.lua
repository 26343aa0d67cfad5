-- One transition: begun, its changes written down and applied, and finished. Only run.lua begins and
-- finishes one; between the two runs what its file says, which ends with its code.
-- Uses: shard, state
local transition = {}

local STEPS = 10 -- the most steps of one transition

-- The code of a refusal, or nothing when the transition may go on. `position` is '' for a timer. Of an
-- action's request `asked` says in one word what is asked.
function transition.begin(generation, follows, position, stamp, request)
  transition.changes, transition.steps_left, transition.stamp = {}, STEPS, stamp
  shard.position = nil
  if shard.generation ~= tonumber(generation) then return 'stale' end
  if shard.next < tonumber(follows) then return 'gap' end
  if position ~= '' then
    shard.position = tonumber(position)
    if shard.position < shard.next then return 'skipped' end
  end
  transition.request = cjson.decode(request)
  transition.asked = transition.request.asked
end

-- A change of state: written down, then applied by the same function that the fold uses.
function transition.change(c)
  local told = transition.changes
  told[#told + 1] = c
  state.apply(c, shard.now)
end

-- Takes the position and, when anything changed, appends the entry to the outbox.
function transition.finish(code)
  shard.touched = true
  if shard.position then shard.next = shard.position + 1 end
  local entry = ''
  if #transition.changes > 0 then
    entry = cjson.encode({
      type = 'entry', version = 3, seq = shard.seq + 1, stamp = transition.stamp, prev = shard.tip,
      generation = shard.generation, next = shard.next, at = shard.now,
      policy = shard.policy, changes = transition.changes,
    })
    shard.seq, shard.tip = shard.seq + 1, transition.stamp
    shard.call('XADD', shard.key('outbox'), shard.seq .. '-0', 'entry', entry)
  end
  return { code, entry }
end

function transition.issue_epoch()
  shard.counter = shard.counter + 1
  return string.format('%d-%d', shard.generation, shard.counter)
end

return transition
