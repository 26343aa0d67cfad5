-- What came of one message outside: told of each lead in it; a phone that is gone takes no more pushes.
-- From: any
-- Returns: applied; dropped (nobody here knows the leads or the rep); stale, gap, skipped
-- Uses: transition, reps, phones, leads
local pushed = r.via == 'web-push'
local rep = pushed and reps.of(r.to)
if pushed and not (rep and rep.tenant == r.tenant) then return 'dropped' end
for _, n in ipairs(r.notices) do
  local lead = leads.of(n.lead)
  if lead and lead.tenant == r.tenant then
    transition.change({ kind = 'notice_sent', lead = n.lead, tenant = r.tenant, notice = n.notice, to = r.to,
      via = r.via, result = r.result, attempts = r.attempts })
  end
end
if pushed and r.result == 'gone' and r.subscription and phones.takes_pushes(rep, r.subscription) then
  phones.unsubscribe(rep, r.subscription, 'gone')
end
return #transition.changes > 0 and 'applied' or 'dropped'
