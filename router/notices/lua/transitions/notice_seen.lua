-- A phone of the rep's has shown a push. What that is worth as a sign of life is told by `receipt`.
-- From: any
-- Returns: applied; dropped (nobody here knows the lead or the rep); stale, gap, skipped
-- Uses: transition, actions
if not actions.named(r) then return 'dropped' end
transition.change({ kind = 'notice_seen', lead = r.lead, tenant = r.tenant, notice = r.notice, rep = r.rep })
return 'applied'
