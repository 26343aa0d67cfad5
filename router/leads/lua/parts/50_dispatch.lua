-- Dispatch: which rep for a lead, which lead for a rep. Between two transitions no rep who is free
-- and no lead that they may serve wait side by side, so only what has just changed is looked at.
-- Uses: shard, lists, hooks, held, pools, transition, reps, decay, leads, queues, heads, ladder, matching
local dispatch = {}

local function better(a, b)
  return not b or a.tag < b.tag or (a.tag == b.tag and a.member < b.member)
end

-- The first free rep of a kind who is not among those to pass over.
local function first_free(place, ledger, kind, refused)
  local passed = lists.split(refused, ',')
  local rows = shard.call('ZRANGE', shard.key('free', place, ledger, kind), 0, #passed, 'WITHSCORES')
  for i = 1, #rows, 2 do
    local id = string.sub(rows[i], 16)
    if not lists.within(refused, id) then
      return { rep = id, tag = tonumber(rows[i + 1]), member = rows[i], ledger = ledger }
    end
  end
  return nil
end

-- Where a turn is charged: on the ledger of the top tier for high intent, whatever led to the rep.
local function ledger_of(lead, rep, pool)
  local high = decay.score(lead, shard.now) >= pool.high_intent
  return high and rep.tier >= pool.top_tier and 'top' or 'all'
end

-- The best free rep for a lead, or nil: a returning lead's former owner, then the top tier for high
-- intent, then the smallest tag, then the longest idle.
function dispatch.choose_rep(lead, passing)
  local pool = pools.of(lead.pool)
  local class = queues.class(lead.class or queues.class_of(lead))
  local refused = passing and lists.joined(class.refused, passing) or class.refused
  local needs, able = matching.asked(class.name), {}
  for _, kind in ipairs(reps.kinds_of(class.place)) do
    if matching.serves(matching.kind(kind), needs) then able[#able + 1] = kind end
  end
  if lead.owner and not lists.within(refused, lead.owner) then
    local owner = reps.of(lead.owner)
    if owner and owner.listed and lists.within(owner.pools, lead.pool)
      and matching.serves(matching.kind(owner.kind), needs) then
      local ledger = ledger_of(lead, owner, pool)
      return { rep = owner.id, tag = reps.tag_of(owner, lead.pool, ledger), ledger = ledger,
        why = 'former owner', candidates = #able }
    end
  end
  local ledgers = { 'all' }
  if decay.score(lead, shard.now) >= pool.high_intent then ledgers = { 'top', 'all' } end
  for _, ledger in ipairs(ledgers) do
    local best
    for _, kind in ipairs(able) do
      if ledger == 'all' or matching.kind(kind).tier >= pool.top_tier then
        local candidate = first_free(class.place, ledger, kind, refused)
        if candidate and better(candidate, best) then best = candidate end
      end
    end
    if best then
      best.why = ledger == 'top' and 'top tier for high intent' or 'fair turn'
      best.candidates = #able
      return best
    end
  end
  return nil
end

-- Opens the assignment: the rep's room, a new epoch, the deadline, the charge for the turn.
function dispatch.assign(lead, choice, why)
  local rep, pool = reps.of(choice.rep), pools.of(lead.pool)
  local c = { kind = 'assigned', lead = lead.id, rep = rep.id, tenant = lead.tenant,
    pool = lead.pool, epoch = transition.issue_epoch(), ledger = choice.ledger, start = choice.tag,
    finish = choice.tag + math.floor(1000000 / rep.weight + 0.5), why = why or choice.why,
    score = decay.score(lead, shard.now), class = lead.class, since = lead.since,
    expires_at = ladder.expiry_of(lead, pool), hot_at = lead.hot_at,
    masked = lead.masked, channel = lead.channel, test = lead.test == '1' or nil,
    profile = lead.profile, heat = lead.heat, episode = lead.episode }
  if pool.pace and shard.now < rep.shift_at + pool.pace_window then
    c.paced = rep.paced + 1
    if c.paced >= pool.pace then c.paced_until = rep.shift_at + pool.pace_window end
  end
  transition.change(c)
end

-- The first lead that a rep may serve, and its rep; nil when there is none, the rep is not free, or
-- one of the classes still has leads due to freeze.
local function first_for(id)
  local rep = reps.of(id)
  if not rep or not rep.listed then return nil end
  queues.flush()
  local kind, best = matching.kind(rep.kind), nil
  for _, pool in ipairs(lists.split(rep.pools, ',')) do
    local longest = pools.of(pool).longest_wait
    for _, class in ipairs(shard.call('SMEMBERS', shard.key('classes', pools.place(rep.tenant, pool)))) do
      local needs, refused = matching.asked(class)
      if matching.serves(kind, needs) and not (refused ~= '' and lists.within(refused, id)) then
        if not heads.settle(class) then return nil end
        local head = heads.of(class, longest, shard.now)
        if head and heads.before(head, best) then best = head end
      end
    end
  end
  return best, rep
end

-- A rep with room takes the first lead of the classes that they may serve, until the room is gone
-- (so it ends: a capacity is at most 1000).
function dispatch.rep(id)
  while true do
    local best, rep = first_for(id)
    if not best then return end
    local lead = leads.of(best.lead)
    local ledger = ledger_of(lead, rep, pools.of(lead.pool))
    dispatch.assign(lead, { rep = id, tag = reps.tag_of(rep, lead.pool, ledger), ledger = ledger,
      why = best.overdue and 'waited longest' or 'best lead for a free rep' })
  end
end

-- Whether leads are due to freeze in any class, by their timers. Where more is due than is looked
-- at, they may be. Within one script nothing new falls due.
local quiet = false
local function freezing_is_due()
  if quiet then return false end
  local due = shard.call('ZRANGEBYSCORE', shard.key('deadlines'), '-inf', shard.now, 'LIMIT', 0, heads.STEP)
  for _, timer in ipairs(due) do
    if string.sub(timer, 1, 7) == 'freeze|' then
      local at = held.deadline_of(timer)
      if at and tonumber(at) <= shard.now then return true end
    end
  end
  quiet = #due < heads.STEP
  return not quiet
end

-- A lead that waits goes to the best free rep who may serve it. While leads are due to freeze that
-- rep takes the first lead of all, which may be another one, or none yet: then a timer goes on.
function dispatch.lead(id)
  while true do
    local lead = leads.of(id)
    if not lead or lead.state ~= 'waiting' then return end
    if lead.freezes_at <= shard.now and not heads.settle(lead.class) then return end
    local choice = dispatch.choose_rep(lead)
    if not choice then return end
    if not freezing_is_due() then return dispatch.assign(lead, choice) end
    local before = #transition.changes
    dispatch.rep(choice.rep)
    if #transition.changes == before then return end
  end
end

-- Leads that were put back in one step go on, the first of them first.
function dispatch.leads(back)
  local places = {}
  for i, lead in ipairs(back) do places[i] = heads.place_in_order(lead) end
  table.sort(places, heads.before)
  for _, first in ipairs(places) do dispatch.lead(first.lead) end
end

-- What waited until leads were moved goes on, in all places of the tenant.
function dispatch.waiting(tenant)
  queues.flush()
  for _, pool in ipairs(shard.call('SMEMBERS', shard.key('pools'))) do
    local place, free = pools.place(tenant, pool), false
    for _, kind in ipairs(reps.kinds_of(place)) do
      free = free or shard.call('EXISTS', shard.key('free', place, 'all', kind)) == 1
    end
    for _, class in ipairs(free and shard.call('SMEMBERS', shard.key('classes', place)) or {}) do
      for _ = 1, heads.STEP do
        local head = heads.of(class, pools.of(pool).longest_wait, shard.now)
        local choice = head and dispatch.choose_rep(leads.of(head.lead))
        if not choice then break end
        local before = #transition.changes
        dispatch.rep(choice.rep)
        if #transition.changes == before then break end
      end
    end
  end
end

-- Two reps became free in one step: the first lead of either goes to whoever's turn it is.
function dispatch.two(one, other)
  while true do
    local best, second = first_for(one), first_for(other)
    if second and heads.before(second, best) then best = second end
    if not best then return end
    local lead = leads.of(best.lead)
    dispatch.assign(lead, dispatch.choose_rep(lead))
  end
end

-- Ends a live assignment and puts the lead back; `refused` keeps it from the same rep.
function dispatch.put_back(lead, reason, refused, missed)
  local pool, rep = pools.of(lead.pool), reps.of(lead.rep)
  local misses = missed and rep.missed + 1 or nil
  local away = misses and misses >= pool.misses_before_away and rep.presence == 'idle' or nil
  transition.change({ kind = 'withdrawn', lead = lead.id, rep = rep.id, tenant = lead.tenant,
    epoch = lead.epoch, reason = reason, refused = refused or nil, missed = misses,
    missed_most = misses and pool.misses_before_away, set_away = away,
    retry_at = refused and shard.now + pool.clear_refusals or nil, episode = lead.episode })
  transition.change({ kind = 'queued', lead = lead.id, tenant = lead.tenant, reason = reason,
    relax_at = ladder.relax_at(lead.since, pool, lead.relaxed) })
  if away then
    transition.change({ kind = 'presence_changed', rep = rep.id, tenant = rep.tenant, presence = 'away',
      why = 'missed' })
  end
end

-- Nothing reaches a rep any more: what rings there goes back, and on to others.
local function put_all_back(id)
  local back = {}
  for i, lead in ipairs(shard.call('SMEMBERS', shard.key('live', id))) do
    back[i] = leads.of(lead)
    dispatch.put_back(back[i], 'offline', true, false)
  end
  dispatch.leads(back)
end

hooks.on('freed', dispatch.rep)
hooks.on('gone', put_all_back)

return dispatch
