-- An inbox record that is no event of ours was put with the dead letters and is passed.
-- From: any
-- Returns: applied; stale, gap, skipped
-- Uses: transition
transition.change({ kind = 'unreadable', reason = r.reason })
return 'applied'
