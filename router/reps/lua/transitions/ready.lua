-- A rep ends their wrap-up: the next lead may ring.
-- From: rep in any presence, in wrap-up
-- Returns: applied; refused (unknown rep, or no wrap-up); stale, gap, skipped
-- Uses: hooks, answers, acting, wrap_up
local rep = acting.named(r)
if not rep then return 'refused' end
acting.seen(rep)
local before = answers.answered(r)
local status, reason = 200, nil
if before then status, reason = before.status, before.reason
elseif not wrap_up.finish(rep, 'tap') then status, reason = 409, 'no_wrap_up' end
answers.answer({ action = r.action, status = status, reason = reason, rep = r.rep, tenant = r.tenant })
hooks.tell('freed', r.rep)
return status == 200 and 'applied' or 'refused'
