-- A phone of the rep's takes pushes from now on; the same again renews it.
-- From: rep in any presence, reachable or offline
-- Returns: applied; refused (unknown rep); stale, gap, skipped
-- Uses: hooks, transition, answers, acting, phones
local rep = acting.named(r)
if not rep then return 'refused' end
acting.seen(rep)
if not answers.acted(r) then
  phones.make_way(rep, r.subscription)
  transition.change({ kind = 'push_subscribed', rep = r.rep, tenant = r.tenant, subscription = r.subscription,
    endpoint = r.endpoint, p256dh = r.p256dh, auth = r.auth })
end
answers.answer({ action = r.action, status = 200, rep = r.rep, tenant = r.tenant })
hooks.tell('freed', r.rep)
return 'applied'
