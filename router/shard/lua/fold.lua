-- Applies journal entries, in the order of the chain, to a shard that is being rebuilt.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2... valid entries as they stand in the journal
-- From: the state right before the first of them
-- Returns: folded (then seq, tip); stale; broken (an entry does not follow the tip; then its seq)
-- Uses: shard, snapshot, state
if not shard.load() or shard.generation ~= tonumber(ARGV[1]) then return { 'stale' } end
snapshot.begin_writing()
local broken
for i = 2, #ARGV do
  local entry = cjson.decode(ARGV[i])
  if entry.seq ~= shard.seq + 1 or entry.prev ~= shard.tip then
    broken = entry.seq
    break
  end
  for _, c in ipairs(entry.changes) do state.apply(c, entry.at) end
  shard.seq, shard.tip, shard.next, shard.now = entry.seq, entry.stamp, entry.next, entry.at
end
state.flush()
if broken then return { 'broken', tostring(broken) } end
return { 'folded', tostring(shard.seq), shard.tip }
