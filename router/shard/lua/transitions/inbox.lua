-- Positions are named by the log that they are of; with `start` that is another one than before, which
-- is read from there on.
-- From: any
-- Returns: applied; stale, gap
-- Uses: shard, transition
if r.start then shard.next = r.start end
transition.change({ kind = 'inbox_named', log = r.log, start = r.start })
return 'applied'
