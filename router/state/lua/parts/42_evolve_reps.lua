-- What changes of reps, pools and the policy do to the state; see 40_evolve.lua.

function E.rep_registered(c, at)
  local rep = rep_of(c.rep)
  if rep then
    unlist(rep)
    rep_leaves_kind(rep)
  else
    rep = new_rep(c.rep)
    set_rep(rep, { live = 0, uncontacted = 0, missed = 0, today = 0, presence = 'away', present = 0,
      reachable = 1, idle_since = at, paced_until = 0, paced = 0, shift_at = at })
    call('SADD', key('reps'), c.rep)
  end
  local shift_at = rep.shift_at
  if c.on_shift == 1 and rep.on_shift ~= 1 then
    shift_at = at
    set_rep(rep, { paced = 0, paced_until = 0 })
  end
  if c.day ~= rep.day then set_rep(rep, { today = 0 }) end
  set_rep(rep, { tenant = c.tenant, name = c.name, pools = c.pools, skills = c.skills,
    regions = c.regions, tier = c.tier, weight = c.weight, capacity = c.capacity, hours = c.hours,
    kind = c.rep_kind, on_shift = c.on_shift, shift_at = shift_at, day = c.day, present = 0 })
  if c.daily_cap then set_rep(rep, { daily_cap = c.daily_cap })
  else drop_from(key('rep', c.rep), rep, 'daily_cap') end
  rep_joins_kind(rep)
  if c.shift_next then set_deadline('shift|' .. c.rep, c.shift_next)
  else clear_deadline('shift|' .. c.rep) end
  refresh(rep, at)
end

function E.presence_changed(c, at)
  local rep = rep_of(c.rep)
  set_rep(rep, { presence = c.presence, presence_why = c.why, missed = 0 })
  refresh(rep, at)
end

function E.offline(c, at)
  local rep = rep_of(c.rep)
  set_rep(rep, { reachable = 0, offline_at = at })
  refresh(rep, at)
end

function E.online(c, at)
  local rep = rep_of(c.rep)
  set_rep(rep, { reachable = 1, online_at = at })
  refresh(rep, at)
end

function E.push_subscribed(c, at)
  call('HSET', key('push', c.rep), c.subscription,
    cjson.encode({ endpoint = c.endpoint, p256dh = c.p256dh, auth = c.auth, at = at }))
  call('HSET', key('push_of'), c.subscription, c.rep)
end

function E.push_unsubscribed(c)
  call('HDEL', key('push', c.rep), c.subscription)
  call('HDEL', key('push_of'), c.subscription)
end

-- Gateways' clocks differ: what was void stays so.
function E.signed_out(c)
  local rep = rep_of(c.rep)
  set_rep(rep, { signed_out = math.max(c.before, rep.signed_out or 0) })
end

function E.shift_changed(c, at)
  local rep = rep_of(c.rep)
  local fields = { on_shift = c.on, day = c.day }
  if c.day ~= rep.day then fields.today = 0 end
  if c.on == 1 and rep.on_shift == 0 then
    fields.shift_at, fields.paced, fields.paced_until = at, 0, 0
  end
  set_rep(rep, fields)
  if c.next then set_deadline('shift|' .. c.rep, c.next)
  else clear_deadline('shift|' .. c.rep) end
  refresh(rep, at)
end

function E.unpaced(c, at)
  clear_deadline('pace|' .. c.rep)
  refresh(rep_of(c.rep), at)
end

function E.pool_hours(c)
  put(key('pool', c.pool), { is_open = c.is_open, opens_at = c.opens_at })
  pools[c.pool] = nil
  if c.next then set_deadline('hours|' .. c.pool, c.next)
  else clear_deadline('hours|' .. c.pool) end
end

function E.policy_activated(c)
  put(KEYS[1], { policy = c.version })
  shard.policy = c.version
  call('DEL', key('pools'))
  for name, fields in pairs(c.pools) do
    call('DEL', key('pool', name))
    put(key('pool', name), fields)
    pools[name] = nil
    if fields.next then set_deadline('hours|' .. name, fields.next) end
    call('SADD', key('pools'), name)
  end
  if c.rescore then
    flush_new_leads()
    call('SUNIONSTORE', key('rescore'), key('leads'))
  end
end
