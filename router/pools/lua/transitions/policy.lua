-- A new version of the policy rules the shard; waiting leads are scored anew in steps.
-- From: any
-- Returns: applied; stale, gap, skipped
-- Uses: shard, pools, transition, answers
if r.missing then
  answers.answer({ action = r.action, status = 404, reason = 'unknown_policy' })
  return 'refused'
end
if r.action and answers.acted(r) then
  answers.answer({ action = r.action, status = 200 })
  return 'applied'
end
-- Open time that was counted before stands.
for name, numbers in pairs(r.pools) do
  numbers.open_ms, numbers.turned_at = pools.open_ms(pools.of(name), shard.now), shard.now
  pools.carry_clock(pools.of(name), numbers, shard.now)
end
transition.change({ kind = 'policy_activated', version = r.version, pools = r.pools, rescore = r.rescore,
  open_leads_max = r.open_leads_max })
if r.action then answers.answer({ action = r.action, status = 200 }) end
return 'applied'
