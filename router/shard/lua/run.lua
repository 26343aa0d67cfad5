-- Runs transitions in their order, each as its own file says; they share what was read.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, then five for each: transition, follows, position ('' for a timer), stamp, request
-- From: any
-- Returns: for each, as far as they ran, its code and its entry ('' when nothing changed); last of all
--   stale, gap, or failed (then Redis's or Lua's own words), after which nothing ran
-- Uses: shard, snapshot, state, transition, answers, transitions

-- What each begins and ends with, so that a transition's file holds nothing but what it does.
local given = ARGV
local function run(name, follows, position, stamp, body)
  local refusal = transition.begin(given[1], follows, position, stamp, body)
  if refusal then return { refusal } end
  local request = transition.request
  local code = answers.used_otherwise(request) or transitions[name](request)
  return transition.finish(code)
end

local told, failed = {}, nil
if not shard.load() then return { { 'gap' } } end
snapshot.begin_writing()
shard.read_clock()
for i = 2, #given, 5 do
  local went_well, result = pcall(run, unpack(given, i, i + 4))
  if not went_well then
    failed = type(result) == 'table' and result.err or tostring(result)
    result = { 'failed', failed }
  end
  told[#told + 1] = result
  if failed or result[1] == 'stale' or result[1] == 'gap' then break end
end
-- What failed before anything was written, as in a Redis that is full, has left nothing.
if shard.touched then state.flush() end
return told
