-- What came of one message outside: told of each lead in it; a phone that is gone takes no more pushes.
-- KEYS: 1 the shard's hash (all other keys share its tag)
-- ARGV: 1 generation, 2 follows, 3 position ('' for a timer), 4 stamp, 5 the request
-- From: any
-- Returns: applied; dropped (nobody here knows the leads or the rep); stale, gap, skipped
local refusal = begin()
if refusal then return refusal end
local r = payload()
local pushed = r.via == 'web-push'
local rep = pushed and rep_of(r.to)
if pushed and not (rep and rep.tenant == r.tenant) then return finish('dropped') end
for _, n in ipairs(r.notices) do
  local lead = lead_of(n.lead)
  if lead and lead.tenant == r.tenant then
    change({ kind = 'notice_sent', lead = n.lead, tenant = r.tenant, notice = n.notice, to = r.to,
      via = r.via, result = r.result, attempts = r.attempts })
  end
end
if pushed and r.result == 'gone' and r.subscription and takes_pushes(rep, r.subscription) then
  unsubscribe(rep, r.subscription, 'gone')
end
return finish(#changes > 0 and 'applied' or 'dropped')
