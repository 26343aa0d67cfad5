-- What changes of reps do to the state.
-- Uses: shard, hooks, held, reps
-- How many leads a rep may have open: nil for any number.
local function bound(rep, most)
  if most then reps.set(rep, { open_most = most }) else reps.drop(rep, 'open_most') end
  shard.call('SREM', shard.key('bounds'), rep.id)
end

function evolve.rep_registered(c, at)
  local rep = reps.of(c.rep)
  if rep then
    reps.unlist(rep)
    reps.leave_kind(rep)
  else
    rep = reps.new(c.rep)
    reps.set(rep, { live = 0, uncontacted = 0, taken = 0, missed = 0, today = 0, presence = 'away', present = 0,
      reachable = 1, idle_since = at, paced_until = 0, paced = 0, shift_at = at })
    shard.call('SADD', shard.key('reps'), c.rep)
  end
  local shift_at = rep.shift_at
  if c.on_shift == 1 and rep.on_shift ~= 1 then
    shift_at = at
    reps.set(rep, { paced = 0, paced_until = 0 })
  end
  if c.day ~= rep.day then reps.set(rep, { today = 0 }) end
  reps.set(rep, { tenant = c.tenant, name = c.name, pools = c.pools, skills = c.skills,
    regions = c.regions, tier = c.tier, weight = c.weight, capacity = c.capacity, hours = c.hours,
    kind = c.rep_kind, on_shift = c.on_shift, shift_at = shift_at, day = c.day, present = 0 })
  if c.daily_cap then reps.set(rep, { daily_cap = c.daily_cap })
  else reps.drop(rep, 'daily_cap') end
  bound(rep, c.open_leads_max)
  reps.join_kind(rep)
  if c.shift_next then held.set_deadline('shift|' .. c.rep, c.shift_next)
  else held.clear_deadline('shift|' .. c.rep) end
  reps.refresh(rep, at)
end

function evolve.presence_changed(c, at)
  local rep = reps.of(c.rep)
  reps.set(rep, { presence = c.presence, presence_why = c.why, missed = 0 })
  reps.refresh(rep, at)
end

function evolve.offline(c, at)
  local rep = reps.of(c.rep)
  reps.set(rep, { reachable = 0, offline_at = at })
  reps.refresh(rep, at)
end

function evolve.online(c, at)
  local rep = reps.of(c.rep)
  reps.set(rep, { reachable = 1, online_at = at })
  reps.refresh(rep, at)
end

function evolve.push_subscribed(c, at)
  shard.call('HSET', shard.key('push', c.rep), c.subscription,
    cjson.encode({ endpoint = c.endpoint, p256dh = c.p256dh, auth = c.auth, at = at }))
  shard.call('HSET', shard.key('push_of'), c.subscription, c.rep)
end

function evolve.push_unsubscribed(c)
  shard.call('HDEL', shard.key('push', c.rep), c.subscription)
  shard.call('HDEL', shard.key('push_of'), c.subscription)
end

-- Gateways' clocks differ: what was void stays so.
function evolve.signed_out(c)
  local rep = reps.of(c.rep)
  reps.set(rep, { signed_out = math.max(c.before, rep.signed_out or 0) })
end

function evolve.shift_changed(c, at)
  local rep = reps.of(c.rep)
  local fields = { on_shift = c.on, day = c.day }
  if c.day ~= rep.day then fields.today = 0 end
  if c.on == 1 and rep.on_shift == 0 then
    fields.shift_at, fields.paced, fields.paced_until = at, 0, 0
  end
  reps.set(rep, fields)
  if c.next then held.set_deadline('shift|' .. c.rep, c.next)
  else held.clear_deadline('shift|' .. c.rep) end
  reps.refresh(rep, at)
end

function evolve.unpaced(c, at)
  held.clear_deadline('pace|' .. c.rep)
  reps.refresh(reps.of(c.rep), at)
end

-- In wrap-up until the change that ends it, be it by its timer or before.
function evolve.wrap_up_began(c, at)
  local rep = reps.of(c.rep)
  reps.set(rep, { wrap_until = c.until_at })
  held.set_deadline('wrap|' .. c.rep, c.until_at)
  reps.refresh(rep, at)
end

function evolve.wrap_up_ended(c, at)
  local rep = reps.of(c.rep)
  reps.drop(rep, 'wrap_until')
  held.clear_deadline('wrap|' .. c.rep)
  reps.refresh(rep, at)
end

function evolve.open_leads_bounded(c, at)
  local rep = reps.of(c.rep)
  bound(rep, c.most)
  reps.refresh(rep, at)
end

-- Who has another bound than the policy in force is given its, some at a time.
hooks.on('policy_replaced', function(c)
  for _, id in ipairs(shard.call('SMEMBERS', shard.key('reps'))) do
    if reps.of(id).open_most ~= c.open_leads_max then shard.call('SADD', shard.key('bounds'), id)
    else shard.call('SREM', shard.key('bounds'), id) end
  end
end)
