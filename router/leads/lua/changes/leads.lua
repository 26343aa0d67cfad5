-- What each kind of change of a lead does to the state.
-- Uses: shard, lists, hooks, held, pools, decay, heat, leads, queues, story, slower_clock, watched
local HELD_FOR = 720 * shard.HOUR
local HELD_EACH, SIGNALS_EACH = 100, 100
local REUSED_EACH = 20 -- of one event id, so many captures can be asked for by it

-- From the start of the hot clock the ladder rules: an expiry that is not due by then goes.
local function end_expiry(lead, at)
  local total = lead.expire_clock
  if not total or not held.deadline_of('expire|' .. lead.id) then return end
  if leads.hot_since(lead) <= math.max(total, pools.clock(pools.of(lead.pool), at)) then
    leads.clear_timers(lead, 'expire')
  end
end

-- Attributes, needs and points of a capture; the newest value of an attribute holds.
local function keep_attributes(lead, c)
  local fields = {}
  for name, value in pairs(c.attributes or {}) do
    fields['a.' .. name] = tostring(value)
    if not (c.needs and c.needs[name]) then leads.drop(lead, 'n.' .. name) end
  end
  for name, value in pairs(c.points or {}) do fields['p.' .. name] = value end
  for name, tokens in pairs(c.needs or {}) do fields['n.' .. name] = tokens end
  leads.set(lead, fields)
end

local function keep_score(lead, c)
  leads.set(lead, { profile = c.profile, heat = c.heat, base = c.base, start = c.start,
    slope = c.slope, wait = c.wait, captured_at = c.captured_at, freezes_at = c.freezes_at })
end

local function keep_signals(lead, c)
  local length = 0
  for _, s in ipairs(c.signals or {}) do
    length = shard.call('RPUSH', shard.key('signals', lead.id), cjson.encode(s))
    local field = 'h.' .. s.signal
    if s.points then leads.set(lead, { [field] = heat.with(lead[field], s) }) end
  end
  if length > SIGNALS_EACH then shard.call('LTRIM', shard.key('signals', lead.id), -SIGNALS_EACH, -1) end
end

local function keep_person(lead, c, at)
  for _, identity in ipairs(c.identities) do
    local known = shard.key('identities')
    if not held.field_of(known, identity) then held.hold(known, identity, lead.id) end
  end
  if c.visitor then held.hold(shard.key('visitors'), c.visitor, lead.id) end
  local own = c.capture .. '|' .. c.contact_id
  shard.call('RPUSH', shard.key('captures', lead.id), own)
  held.hold(shard.key('contact_of'), own, lead.id)
  local ids = lists.split(held.field_of(shard.key('events'), c.capture) or '', ',')
  table.insert(ids, 1, c.contact_id)
  held.hold(shard.key('events'), c.capture, table.concat(ids, ',', 1, math.min(#ids, REUSED_EACH)))
  held.remember('c|' .. c.capture, lead.id, at)
  held.count(lead.tenant, 'captured', 1)
end

function evolve.captured(c, at)
  local lead = leads.new(c.lead)
  leads.set(lead, { tenant = c.tenant, pool = c.pool, channel = c.channel, state = 'new',
    test = c.test and 1 or 0, episode = 1, created_at = at, masked = c.masked, rung = 0,
    relaxed = 0 })
  leads.wait_since(lead, at)
  keep_attributes(lead, c)
  keep_person(lead, c, at)
  keep_score(lead, c)
  held.count(c.tenant, 'new', 1)
end

function evolve.merged(c, at)
  local lead = leads.of(c.lead)
  queues.remove(lead)
  -- A capture without a phone shows nothing: the number that is known stays.
  if c.masked ~= '' and c.masked ~= '****' then leads.set(lead, { masked = c.masked }) end
  keep_attributes(lead, c)
  keep_person(lead, c, at)
  keep_score(lead, c)
  held.count(lead.tenant, 'merged', 1)
  story.tell(c, at, { channel = c.channel })
  if lead.state == 'waiting' then queues.add(lead, at) end
end

-- Signals that the lead takes over, those held for the visitor among them.
function evolve.joined(c, at)
  local lead = leads.of(c.lead)
  queues.remove(lead)
  keep_signals(lead, c)
  keep_score(lead, c)
  if c.event then held.remember(c.event, lead.id, at) end
  if c.held then
    shard.call('HINCRBY', shard.key('ledger'), '_|held', -shard.call('LLEN', shard.key('held', c.held)))
    shard.call('DEL', shard.key('held', c.held))
    shard.call('ZREM', shard.key('held_at'), c.held)
  end
  if lead.state == 'waiting' then queues.add(lead, at) end
end

function evolve.held(c, at)
  local name = shard.key('held', c.visitor)
  if not c.dropped then
    shard.call('RPUSH', name, cjson.encode(c.signal))
    shard.call('HINCRBY', shard.key('ledger'), '_|held', 1)
    if shard.call('LLEN', name) > HELD_EACH then
      shard.call('LPOP', name)
      shard.call('HINCRBY', shard.key('ledger'), '_|held', -1)
    end
    shard.call('ZADD', shard.key('held_at'), at, c.visitor)
  end
  for _, old in ipairs(shard.call('ZRANGEBYSCORE', shard.key('held_at'), '-inf', at - HELD_FOR, 'LIMIT', 0, 2)) do
    shard.call('HINCRBY', shard.key('ledger'), '_|held', -shard.call('LLEN', shard.key('held', old)))
    shard.call('DEL', shard.key('held', old))
    shard.call('ZREM', shard.key('held_at'), old)
  end
  held.remember(c.event, 'held', at)
end

function evolve.hot(c, at)
  local lead = leads.of(c.lead)
  story.tell(c, at, { score = c.score, clock_at = c.clock_at > at and c.clock_at or nil })
  queues.remove(lead)
  leads.set(lead, { rung = 0 })
  leads.hot_from(lead, c.clock_at)
  if lead.state == 'waiting' then queues.add(lead, at) end
  end_expiry(lead, at)
  leads.clear_timers(lead, 'slower')
  held.set_deadline('rung|' .. lead.id, c.due)
end

-- The lead joins the queue: at first, on return, or in a new episode.
function evolve.queued(c, at)
  local lead = leads.of(c.lead)
  leads.move(lead, 'waiting')
  if c.since then
    leads.set(lead, { relaxed = 0 })
    leads.wait_since(lead, c.since)
    leads.drop(lead, 'dropped', 'slower_from')
  end
  queues.add(lead, at)
  watched.add(lead)
  slower_clock.set(lead, at)
  if c.relax_at then held.set_deadline('relax|' .. lead.id, c.relax_at) end
end

function evolve.froze(c)
  queues.freeze(c.class, c.members)
end

function evolve.relaxed(c, at)
  local lead = leads.of(c.lead)
  queues.remove(lead)
  story.tell(c, at, { drop = c.drop })
  local dropped = lead.dropped
  for _, name in ipairs(lists.split(c.drop, '+')) do dropped = lists.joined(dropped, name) end
  leads.set(lead, { dropped = dropped, relaxed = c.step })
  if lead.state == 'waiting' then queues.add(lead, at) end
  if c.relax_at then held.set_deadline('relax|' .. lead.id, c.relax_at)
  else leads.clear_timers(lead, 'relax') end
end

function evolve.refusals_cleared(c, at)
  local lead = leads.of(c.lead)
  story.tell(c, at, {})
  queues.remove(lead)
  leads.drop(lead, 'refused')
  leads.clear_timers(lead, 'refusals')
  if lead.state == 'waiting' then queues.add(lead, at) end
end

function evolve.refusals_kept(c)
  leads.set_timer(leads.of(c.lead), 'refusals', c.again_at)
end

function evolve.rescored(c, at)
  local lead, before = leads.of(c.lead), decay.score(leads.of(c.lead), at)
  queues.remove(lead)
  local old = {}
  for field in pairs(lead) do
    local head = string.sub(field, 1, 2)
    if head == 'p.' or head == 'h.' or head == 'n.' then old[#old + 1] = field end
  end
  if #old > 0 then leads.drop(lead, unpack(old)) end
  local fields = {}
  for name, value in pairs(c.points or {}) do fields['p.' .. name] = value end
  for name, value in pairs(c.heats or {}) do fields['h.' .. name] = value end
  for name, tokens in pairs(c.needs or {}) do fields['n.' .. name] = tokens end
  leads.set(lead, fields)
  keep_score(lead, c)
  shard.call('SREM', shard.key('rescore'), lead.id)
  local score = decay.score(lead, at)
  if score ~= before then story.tell(c, at, { from = before, score = score, policy = c.policy }) end
  if lead.state == 'waiting' then
    queues.add(lead, at)
    watched.add(lead)
  end
  slower_clock.set(lead, at)
  if c.expires_at then leads.set_timer(lead, 'expire', c.expires_at) end
  if c.reopen_at then leads.set_timer(lead, 'reopen', c.reopen_at) end
  if c.retry_at then leads.set_timer(lead, 'refusals', c.retry_at) end
  if c.rung_at then
    held.set_deadline('rung|' .. lead.id, c.rung_at)
    end_expiry(lead, at)
  elseif c.climbed then leads.clear_timers(lead, 'rung') end
  if c.relax_at then held.set_deadline('relax|' .. lead.id, c.relax_at)
  elseif c.relaxed_all then leads.clear_timers(lead, 'relax') end
end

function evolve.slower_rung(c, at)
  local lead = leads.of(c.lead)
  story.tell(c, at, { why = c.why, notify = c.notify, rep = c.rep, waited = at - c.since })
  leads.set(lead, { slower = c.why })
  leads.clear_timers(lead, 'slower')
end

function evolve.unserved(c, at)
  held.hold(shard.key('unserved'), pools.place(c.tenant, c.pool), held.stored(c.since))
end

function evolve.served_again(c)
  held.hold(shard.key('unserved'), pools.place(c.tenant, c.pool), false)
end

function evolve.declined(c, at)
  story.tell(c, at, story.dated(c, { rep = c.rep, reason = c.reason }))
end

function evolve.handed_over(c, at)
  story.tell(c, at, { rep = c.rep, reason = c.reason, by = c.by, former = c.former, over = c.over,
    replaced = c.replaced })
end

function evolve.identity_conflict(c, at)
  story.tell(c, at, { other = c.other })
end

function evolve.revealed(c, at)
  story.tell(c, at, { by = c.by, reason = c.reason })
end

-- Leads that another policy scored, or whose pool's clock is another, are looked at anew, some at a time.
local function look_anew()
  held.flush_joined()
  shard.call('SUNIONSTORE', shard.key('rescore'), shard.key('leads'))
end
hooks.on('policy_replaced', look_anew)
hooks.on('clock_replaced', look_anew)
