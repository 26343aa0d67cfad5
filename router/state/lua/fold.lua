-- Applies journal entries, in the order of the chain, to a shard that is being rebuilt.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2... valid entries as they stand in the journal
-- From: the state right before the first of them
-- Returns: folded (then seq, tip); stale; broken (an entry does not follow the tip; then its seq)
if not load_shard() then return { 'stale' } end
if shard.generation ~= tonumber(ARGV[1]) then return { 'stale' } end
for i = 2, #ARGV do
  local entry = cjson.decode(ARGV[i])
  if entry.seq ~= shard.seq + 1 or entry.prev ~= shard.tip then
    return { 'broken', tostring(entry.seq) }
  end
  for _, c in ipairs(entry.changes) do E[c.kind](c, entry.at) end
  shard.seq, shard.tip, shard.next, shard.now = entry.seq, entry.stamp, entry.next, entry.at
  put(KEYS[1], { seq = shard.seq, tip = shard.tip, next = shard.next, now = shard.now })
end
return { 'folded', tostring(shard.seq), shard.tip }
