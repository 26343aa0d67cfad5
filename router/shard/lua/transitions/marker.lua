-- A marker of the owner's was read: no effect but the position.
-- From: any
-- Returns: applied; stale, gap, skipped
return 'applied'
