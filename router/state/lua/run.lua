-- Runs transitions in their order, each as its own file says; they share what was read.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, then five for each: transition, follows, position, stamp, request
-- From: any
-- Returns: for each, as far as they ran, what it returned; last of all stale, gap, or failed (then
--   Redis's or Lua's own words), after which nothing ran
local given, told, failed = ARGV, {}, nil
if not load_shard() then return { { 'gap' } } end
begin_writing()
read_clock()
for i = 2, #given, 5 do
  ARGV = { given[1], given[i + 1], given[i + 2], given[i + 3], given[i + 4] }
  local went_well, result = pcall(transitions[given[i]])
  if not went_well then
    failed = type(result) == 'table' and result.err or tostring(result)
    result = { 'failed', failed }
  end
  told[#told + 1] = result
  if failed or result[1] == 'stale' or result[1] == 'gap' then break end
end
-- What failed before anything was written, as in a Redis that is full, has left nothing.
if shard.touched then flush() end
return told
