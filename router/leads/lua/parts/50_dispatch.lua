-- Dispatch: which rep for a lead, which lead for a rep. Between two transitions no rep who is free
-- and no lead that they may serve wait side by side, so only what has just changed is looked at.
-- Uses: shard, lists, hooks, held, pools, transition, reps, decay, leads, queues, heads, ladder, matching
local dispatch = {}

local LOOKED_AT = 8 -- of the newest turns, at once

-- Where a turn of a rep begins whose tag is this: there, or where the place stood at the newest turn
-- that did not fit their kind; what fitted them not is not saved up.
local function start_of(place, ledger, kind, tag)
  if tag >= reps.virtual_time(place, ledger) then return tag end
  local name, first = shard.key('turns', place, ledger), 0
  while true do
    local rows = shard.call('ZRANGE', name, first, first + LOOKED_AT - 1, 'WITHSCORES')
    for i = 1, #rows, 2 do
      local stood = -tonumber(rows[i + 1])
      if stood <= tag then return tag end
      if not matching.serves(kind, rows[i]) then return stood end
    end
    if #rows < 2 * LOOKED_AT then return tag end
    first = first + LOOKED_AT
  end
end

-- Where the next turn of a rep begins in a pool.
function dispatch.next_turn(rep, pool, ledger)
  return start_of(pools.place(rep.tenant, pool), ledger, matching.kind(rep.kind), reps.tag_of(rep, pool, ledger))
end

-- The earlier turn; of two the smaller tag, then who is idle longer.
local function better(a, b)
  if not b or a.start ~= b.start then return not b or a.start < b.start end
  if a.tag ~= b.tag then return a.tag < b.tag end
  return a.member < b.member
end

-- The first free rep of a kind who is not among those to pass over.
local function first_free(place, ledger, kind, refused)
  local passed = lists.split(refused, ',')
  local rows = shard.call('ZRANGE', shard.key('free', place, ledger, kind), 0, #passed, 'WITHSCORES')
  for i = 1, #rows, 2 do
    local id = string.sub(rows[i], 16)
    if not lists.within(refused, id) then
      local tag = tonumber(rows[i + 1])
      return { rep = id, tag = tag, start = start_of(place, ledger, matching.kind(kind), tag),
        member = rows[i], ledger = ledger }
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
      return { rep = owner.id, start = dispatch.next_turn(owner, lead.pool, ledger), ledger = ledger,
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

-- Opens the assignment: the rep's room, a new epoch, the deadline, the charge for the turn; `credits` are
-- those of pools that it changes.
function dispatch.assign(lead, choice, why, credits)
  local rep, pool = reps.of(choice.rep), pools.of(lead.pool)
  local c = { kind = 'assigned', lead = lead.id, rep = rep.id, tenant = lead.tenant,
    pool = lead.pool, epoch = transition.issue_epoch(), ledger = choice.ledger, start = choice.start,
    finish = choice.start + math.floor(1000000 / rep.weight + 0.5), why = why or choice.why,
    score = decay.score(lead, shard.now), class = lead.class, since = lead.since,
    expires_at = ladder.expiry_of(lead, pool), hot_at = lead.hot_at,
    masked = lead.masked, channel = lead.channel, test = lead.test == '1' or nil,
    profile = lead.profile, heat = lead.heat, episode = lead.episode, credits = credits }
  if pool.clock_ms and not c.expires_at then c.rung_at = ladder.due(lead, pool, lead.rung + 1) end
  if pool.pace and shard.now < rep.shift_at + pool.pace_window then
    c.paced = rep.paced + 1
    if c.paced >= pool.pace then c.paced_until = rep.shift_at + pool.pace_window end
  end
  transition.change(c)
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

-- The credit of those who wait too long in a place, in millionths of a turn; and what it would be with
-- one turn more.
local TURN = 1000000
local function credit_of(place)
  return tonumber(held.field_of(shard.key('credits'), place) or '0')
end

local function raised(place, pool)
  -- A policy that came into force before there was a share gives the default.
  return credit_of(place) + (pools.of(pool).overdue_share or 250000)
end

-- The first of those that wait too long, by pool: `late` has of each pool the oldest, its class, and
-- whether another class has one, too. Only of pools whose credit has come to a whole turn.
local function owed_of(tenant, late)
  local first
  for pool, one in pairs(late) do
    if raised(pools.place(tenant, pool), pool) >= TURN and heads.older(one, first) then first = one end
  end
  return first
end

-- What the credits of pools become when this lead goes and others wait too long: each that is passed
-- over gains its share, and who was owed a turn and had it before a better one has paid it.
local function credits_after(tenant, late, lead, paid)
  local credits
  for pool, one in pairs(late) do
    local place = pools.place(tenant, pool)
    local before, after = credit_of(place), nil
    if paid and one.lead == lead then
      after = raised(place, pool) - TURN
    else
      local others = one.lead ~= lead or one.more
      if not others then
        local second = heads.oldest(one.class, 1)
        others = second and second.waited > pools.of(pool).longest_wait
      end
      after = others and math.min(TURN, raised(place, pool)) or before
    end
    if after ~= before then
      credits = credits or {}
      credits[pool] = after
    end
  end
  return credits
end

-- The first lead that a rep may serve, as heads.before compares it, with what the credits become, and
-- the rep; nil when there is none, the rep is not free, or a class still has leads due to freeze.
local function first_for(id)
  local rep = reps.of(id)
  if not rep or not rep.listed then return nil end
  queues.flush()
  local kind, freezing, best, cool = matching.kind(rep.kind), freezing_is_due(), nil, {}
  for _, pool in ipairs(lists.split(rep.pools, ',')) do
    for _, class in ipairs(shard.call('SMEMBERS', shard.key('classes', pools.place(rep.tenant, pool)))) do
      local needs, refused, hot = matching.asked(class)
      if matching.serves(kind, needs) and not (refused ~= '' and lists.within(refused, id)) then
        if hot then
          if freezing and not heads.settle(class) then return nil end
          local head = heads.of(class, shard.now)
          if head then
            head.hot = true
            if heads.before(head, best) then best = head end
          end
        else cool[#cool + 1] = { class = class, pool = pool } end
      end
    end
  end
  if best then return best, rep end
  local late = {}
  for _, one in ipairs(cool) do
    local class, pool = one.class, one.pool
    if freezing and not heads.settle(class) then return nil end
    local head, oldest = heads.of(class, shard.now), heads.oldest(class)
    if head and heads.before(head, best) then best = head end
    if oldest and oldest.waited > pools.of(pool).longest_wait then
      oldest.class, oldest.more = class, late[pool] ~= nil
      if heads.older(oldest, late[pool]) then late[pool] = oldest else late[pool].more = true end
    end
  end
  if not next(late) then return best, rep end
  local owed = owed_of(rep.tenant, late)
  local paid = owed and owed.lead ~= best.lead
  best = { lead = owed and owed.lead or best.lead, since = (owed or best).since, value = best.value,
    owed = owed and true or nil, paid = paid }
  best.credits = credits_after(rep.tenant, late, best.lead, paid)
  return best, rep
end

-- Why it was this lead, where the rep was given and not looked for.
local function why_first(first)
  if first.hot then return 'best hot lead for a free rep' end
  return first.paid and 'waited longest' or 'best lead for a free rep'
end

-- A rep with room takes the first lead of the classes that they may serve, until the room is gone
-- (so it ends: a capacity is at most 1000).
function dispatch.rep(id)
  while true do
    local first, rep = first_for(id)
    if not first then return end
    local lead = leads.of(first.lead)
    local ledger = ledger_of(lead, rep, pools.of(lead.pool))
    dispatch.assign(lead, { rep = id, start = dispatch.next_turn(rep, lead.pool, ledger), ledger = ledger },
      why_first(first), first.credits)
  end
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

-- Where a lead that waits stands among others, as heads.before compares it.
local function place_in_order(lead)
  local pool, hot, since = pools.of(lead.pool), lead.hot_at and true or nil, leads.since(lead)
  local clock = pools.clock(pool, shard.now)
  local late = clock - since > pool.longest_wait
  return { lead = lead.id, since = lead.since, hot = hot,
    value = hot and decay.score(lead, shard.now) or decay.value(lead, shard.now, since, clock),
    owed = not hot and late and raised(pools.place(lead.tenant, lead.pool), lead.pool) >= TURN or nil }
end

-- Several reps became free and several leads were put back in one step. The first lead of all goes to
-- the best rep for it, whose first it is as well.
function dispatch.together(freed, back)
  while true do
    local first
    for _, id in ipairs(freed) do
      local one = first_for(id)
      if one and heads.before(one, first) then first = one end
    end
    for i = #back, 1, -1 do
      local place = back[i].state == 'waiting' and place_in_order(back[i])
      -- Whom nobody may serve now, nobody may later in the step.
      if not place or (heads.before(place, first) and not dispatch.choose_rep(back[i])) then
        table.remove(back, i)
      elseif heads.before(place, first) then first = place end
    end
    if not first then return end
    local lead = leads.of(first.lead)
    local choice = dispatch.choose_rep(lead)
    local theirs = first_for(choice.rep)
    if not theirs then return end -- leads are due to freeze: a timer goes on
    if theirs.lead == lead.id then
      dispatch.assign(lead, choice, theirs.paid and 'waited longest' or nil, theirs.credits)
    else dispatch.rep(choice.rep) end
  end
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
        local head = heads.of(class, shard.now)
        local choice = head and dispatch.choose_rep(leads.of(head.lead))
        if not choice then break end
        local before = #transition.changes
        dispatch.rep(choice.rep)
        if #transition.changes == before then break end
      end
    end
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
    retry_at = refused and leads.after(lead, 'clear_refusals') or nil, episode = lead.episode })
  transition.change({ kind = 'queued', lead = lead.id, tenant = lead.tenant, reason = reason,
    relax_at = ladder.relax_at(leads.since(lead), pool, lead.relaxed) })
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
  dispatch.together({}, back)
end

hooks.on('freed', dispatch.rep)
hooks.on('gone', put_all_back)

return dispatch
