-- Inbox records without effect were passed; the journal says how far.
-- From: any
-- Returns: applied; stale, gap
-- Uses: transition
transition.change({ kind = 'position', at_least = r.at_least })
return 'applied'
