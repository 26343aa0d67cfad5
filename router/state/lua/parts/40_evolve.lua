-- What each kind of change does to the state. Online and in the fold the same functions run, so
-- the journal folded is the state. They take all they need from the change, the instant `at` and
-- the state, never from a clock.

local function count(tenant, name, by)
  call('HINCRBY', key('ledger'), tenant .. '|' .. name, by)
end

local function move(lead, state)
  if lead.state ~= state then
    count(lead.tenant, lead.state, -1)
    count(lead.tenant, state, 1)
    set_lead(lead, { state = state })
  end
end

local function clear_timers(lead, ...)
  for _, name in ipairs({ ... }) do call('ZREM', key('deadlines'), name .. '|' .. lead.id) end
end

-- Attributes, needs and points of a capture; the newest value of an attribute holds.
local function keep_attributes(lead, c)
  local fields = {}
  for name, value in pairs(c.attributes or {}) do
    fields['a.' .. name] = tostring(value)
    if not (c.needs and c.needs[name]) then drop_fields(lead, 'n.' .. name) end
  end
  for name, value in pairs(c.points or {}) do fields['p.' .. name] = value end
  for name, tokens in pairs(c.needs or {}) do fields['n.' .. name] = tokens end
  set_lead(lead, fields)
end

local function keep_score(lead, c)
  set_lead(lead, { profile = c.profile, heat = c.heat, base = c.base, start = c.start,
    slope = c.slope, wait = c.wait, captured_at = c.captured_at, freezes_at = c.freezes_at })
end

local function keep_signals(lead, c)
  for _, s in ipairs(c.signals or {}) do
    call('RPUSH', key('signals', lead.id), cjson.encode(s))
    if s.points then
      local field = 'h.' .. s.signal
      local sum = math.min(s.cap, tonumber(lead[field] or '0') + s.points)
      set_lead(lead, { [field] = sum })
    end
  end
  call('LTRIM', key('signals', lead.id), -SIGNALS_EACH, -1)
end

local function keep_person(lead, c, at)
  for _, identity in ipairs(c.identities) do
    call('HSETNX', key('identities'), identity, lead.id)
  end
  if c.visitor then call('HSET', key('visitors'), c.visitor, lead.id) end
  call('RPUSH', key('captures', lead.id), c.capture)
  call('HSET', key('contact_of'), c.capture, lead.id)
  call('HSET', key('contact_id'), c.capture, c.contact_id or '')
  remember('c|' .. c.capture, lead.id, at)
  count(lead.tenant, 'captured', 1)
end

function E.captured(c, at)
  local lead = { id = c.lead }
  set_lead(lead, { tenant = c.tenant, pool = c.pool, channel = c.channel, state = 'new',
    test = c.test and 1 or 0, episode = 1, created_at = at, masked = c.masked, rung = 0,
    relaxed = 0, since = at })
  keep_attributes(lead, c)
  keep_person(lead, c, at)
  keep_score(lead, c)
  call('SADD', key('leads'), c.lead)
  count(c.tenant, 'new', 1)
end

function E.merged(c, at)
  local lead = lead_of(c.lead)
  queue_remove(lead)
  -- A capture without a phone shows nothing: the number that is known stays.
  if c.masked ~= '' and c.masked ~= '****' then set_lead(lead, { masked = c.masked }) end
  keep_attributes(lead, c)
  keep_person(lead, c, at)
  keep_score(lead, c)
  count(lead.tenant, 'merged', 1)
  if lead.state == 'waiting' then queue_add(lead, at) end
end

-- Signals that the lead takes over, those held for the visitor among them.
function E.joined(c, at)
  local lead = lead_of(c.lead)
  queue_remove(lead)
  keep_signals(lead, c)
  keep_score(lead, c)
  if c.event then remember(c.event, lead.id, at) end
  if c.held then
    call('HINCRBY', key('ledger'), '_|held', -call('LLEN', key('held', c.held)))
    call('DEL', key('held', c.held))
    call('ZREM', key('held_at'), c.held)
  end
  if lead.state == 'waiting' then queue_add(lead, at) end
end

function E.held(c, at)
  local name = key('held', c.visitor)
  if not c.dropped then
    call('RPUSH', name, cjson.encode(c.signal))
    call('HINCRBY', key('ledger'), '_|held', 1)
    if call('LLEN', name) > HELD_EACH then
      call('LPOP', name)
      call('HINCRBY', key('ledger'), '_|held', -1)
    end
    call('ZADD', key('held_at'), at, c.visitor)
  end
  for _, old in ipairs(call('ZRANGEBYSCORE', key('held_at'), '-inf', at - HELD_FOR, 'LIMIT', 0, 2)) do
    call('HINCRBY', key('ledger'), '_|held', -call('LLEN', key('held', old)))
    call('DEL', key('held', old))
    call('ZREM', key('held_at'), old)
  end
  remember(c.event, 'held', at)
end

function E.hot(c, at)
  local lead = lead_of(c.lead)
  set_lead(lead, { hot_at = c.clock_at, rung = 0 })
  if c.clock_at <= at then call('ZREM', key('deadlines'), 'expire|' .. lead.id) end
  call('ZADD', key('deadlines'), c.due, 'rung|' .. lead.id)
end

-- The lead joins the queue: at first, on return, or in a new episode.
function E.queued(c, at)
  local lead = lead_of(c.lead)
  move(lead, 'waiting')
  if c.since then set_lead(lead, { since = c.since, relaxed = 0 }) drop_fields(lead, 'dropped') end
  queue_add(lead, at)
  if c.relax_at then call('ZADD', key('deadlines'), c.relax_at, 'relax|' .. lead.id) end
end

function E.froze(c)
  for _, member in ipairs(c.members) do
    local lead = lead_of(lead_in(member))
    call('ZREM', queue(c.class, 'freezing'), member)
    call('ZREM', queue(c.class, 'decaying'), member)
    call('ZADD', queue(c.class, 'still'), -still_key(lead), member)
  end
  local first = call('ZRANGE', queue(c.class, 'freezing'), 0, 0, 'WITHSCORES')
  if #first > 0 then call('ZADD', key('deadlines'), first[2], 'freeze|' .. c.class)
  else call('ZREM', key('deadlines'), 'freeze|' .. c.class) end
end

function E.relaxed(c, at)
  local lead = lead_of(c.lead)
  queue_remove(lead)
  local dropped = lead.dropped
  for _, name in ipairs(split(c.drop, '+')) do dropped = joined(dropped, name) end
  set_lead(lead, { dropped = dropped, relaxed = c.step })
  if lead.state == 'waiting' then queue_add(lead, at) end
  if c.relax_at then call('ZADD', key('deadlines'), c.relax_at, 'relax|' .. lead.id)
  else clear_timers(lead, 'relax') end
end

function E.refusals_cleared(c, at)
  local lead = lead_of(c.lead)
  queue_remove(lead)
  drop_fields(lead, 'refused')
  clear_timers(lead, 'refusals')
  if lead.state == 'waiting' then queue_add(lead, at) end
end

function E.refusals_kept(c)
  call('ZADD', key('deadlines'), c.again_at, 'refusals|' .. c.lead)
end

function E.assigned(c, at)
  local lead, rep = lead_of(c.lead), rep_of(c.rep)
  queue_remove(lead)
  clear_timers(lead, 'refusals', 'relax')
  move(lead, 'assigned')
  set_lead(lead, { rep = c.rep, epoch = c.epoch, assigned_at = at, ledger = c.ledger,
    charge = c.finish - c.start })
  if c.expires_at then call('ZADD', key('deadlines'), c.expires_at, 'expire|' .. lead.id) end
  local fields = { live = rep.live + 1, today = rep.today + 1 }
  fields['tag.' .. lead.pool .. '.' .. c.ledger] = c.finish
  local place = place_of(lead.tenant, lead.pool)
  if c.start > virtual_time(place, c.ledger) then
    call('HSET', key('virtual'), place .. '|' .. c.ledger, c.start)
  end
  if c.paced then fields.paced = c.paced end
  if c.paced_until then
    fields.paced_until = c.paced_until
    call('ZADD', key('deadlines'), c.paced_until, 'pace|' .. rep.id)
  end
  set_rep(rep, fields)
  call('SADD', key('live', rep.id), lead.id)
  refresh(rep, at)
end

-- A live assignment ends without an acknowledgement; the lead is put back by `queued`.
function E.withdrawn(c, at)
  local lead, rep = lead_of(c.lead), rep_of(c.rep)
  call('SREM', key('live', rep.id), lead.id)
  local fields = { live = rep.live - 1, missed = c.missed or rep.missed }
  if c.refund then
    local id = lead.pool .. '.' .. lead.ledger
    fields['tag.' .. id] = tag_of(rep, lead.pool, lead.ledger) - c.refund
  end
  set_rep(rep, fields)
  refresh(rep, at)
  clear_timers(lead, 'expire')
  if c.refused then set_lead(lead, { refused = joined(lead.refused, c.rep) }) end
  if c.retry_at then call('ZADD', key('deadlines'), c.retry_at, 'refusals|' .. lead.id) end
  drop_fields(lead, 'rep', 'epoch', 'assigned_at', 'ledger', 'charge')
end

function E.acknowledged(c, at)
  local lead, rep = lead_of(c.lead), rep_of(c.rep)
  queue_remove(lead)
  move(lead, 'acknowledged')
  if call('SREM', key('live', rep.id), lead.id) == 1 then rep.live = rep.live - 1 end
  set_rep(rep, { live = rep.live, uncontacted = rep.uncontacted + 1, missed = 0 })
  call('SADD', key('open', rep.id), lead.id)
  set_lead(lead, { rep = c.rep, owner = c.rep, epoch = c.epoch, acknowledged_at = at, open = 0 })
  drop_fields(lead, 'contacted_at')
  clear_timers(lead, 'expire', 'rung', 'refusals', 'relax')
  call('ZADD', key('deadlines'), c.reopen_at, 'reopen|' .. lead.id)
  call('SREM', key('claimable', place_of(lead.tenant, lead.pool)), lead.id)
  refresh(rep, at)
end

-- An acknowledged lead leaves its rep: released, reopened, handed over or closed.
function E.left(c, at)
  local lead, rep = lead_of(c.lead), rep_of(c.rep)
  call('SREM', key('open', rep.id), lead.id)
  if not lead.contacted_at then set_rep(rep, { uncontacted = rep.uncontacted - 1 }) end
  refresh(rep, at)
  clear_timers(lead, 'reopen')
  if c.refused then set_lead(lead, { refused = joined(lead.refused, c.rep) }) end
  if c.retry_at then call('ZADD', key('deadlines'), c.retry_at, 'refusals|' .. lead.id) end
  if c.rung_at then call('ZADD', key('deadlines'), c.rung_at, 'rung|' .. lead.id) end
  if c.open then
    set_lead(lead, { open = 1 })
    call('SADD', key('claimable', place_of(lead.tenant, lead.pool)), lead.id)
  end
  drop_fields(lead, 'rep', 'epoch', 'assigned_at', 'acknowledged_at', 'ledger', 'charge',
    'contacted_at')
end

-- A new episode: a new hot clock, nothing refused but by those named.
function E.reopened(c)
  local lead = lead_of(c.lead)
  clear_timers(lead, 'rung', 'refusals')
  drop_fields(lead, 'hot_at', 'refused', 'outcome')
  set_lead(lead, { episode = c.episode, rung = 0, open = 0, since = c.since })
  if c.refused then
    set_lead(lead, { refused = c.refused })
    call('ZADD', key('deadlines'), c.retry_at, 'refusals|' .. lead.id)
  end
end

function E.contacted(c, at)
  local lead = lead_of(c.lead)
  if not lead.contacted_at then
    local rep = rep_of(c.rep)
    set_rep(rep, { uncontacted = rep.uncontacted - 1 })
    set_lead(lead, { contacted_at = at })
    clear_timers(lead, 'reopen')
    refresh(rep, at)
  end
end

function E.activity(c)
  local lead = lead_of(c.lead)
  if c.next_at then set_lead(lead, { next_at = c.next_at }) else drop_fields(lead, 'next_at') end
end

function E.closed(c)
  local lead = lead_of(c.lead)
  move(lead, 'closed')
  set_lead(lead, { outcome = c.outcome })
end

function E.rung(c)
  local lead = lead_of(c.lead)
  set_lead(lead, { rung = c.n })
  if c.open then
    set_lead(lead, { open = 1 })
    call('SADD', key('claimable', place_of(lead.tenant, lead.pool)), lead.id)
  end
  if c.next_due then call('ZADD', key('deadlines'), c.next_due, 'rung|' .. lead.id)
  else clear_timers(lead, 'rung') end
  if c.expires_at then call('ZADD', key('deadlines'), c.expires_at, 'expire|' .. lead.id) end
end

function E.rescored(c, at)
  local lead = lead_of(c.lead)
  queue_remove(lead)
  local old = {}
  for field in pairs(lead) do
    local head = string.sub(field, 1, 2)
    if head == 'p.' or head == 'h.' or head == 'n.' then old[#old + 1] = field end
  end
  if #old > 0 then drop_fields(lead, unpack(old)) end
  local fields = {}
  for name, value in pairs(c.points or {}) do fields['p.' .. name] = value end
  for name, value in pairs(c.heats or {}) do fields['h.' .. name] = value end
  for name, tokens in pairs(c.needs or {}) do fields['n.' .. name] = tokens end
  set_lead(lead, fields)
  keep_score(lead, c)
  call('SREM', key('rescore'), lead.id)
  if lead.state == 'waiting' then queue_add(lead, at) end
  if c.rung_at then
    call('ZADD', key('deadlines'), c.rung_at, 'rung|' .. lead.id)
    if lead.hot_at <= at then clear_timers(lead, 'expire') end
  elseif c.climbed then
    clear_timers(lead, 'rung')
    if c.expires_at then call('ZADD', key('deadlines'), c.expires_at, 'expire|' .. lead.id) end
  end
end

function E.rep_registered(c, at)
  local rep = rep_of(c.rep)
  if rep then
    unlist(rep)
    rep_leaves_kind(rep)
  else
    rep = { id = c.rep, live = 0, uncontacted = 0, missed = 0, today = 0, present = 0 }
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
  else call('HDEL', key('rep', c.rep), 'daily_cap') rep.daily_cap = nil end
  rep_joins_kind(rep)
  if c.shift_next then call('ZADD', key('deadlines'), c.shift_next, 'shift|' .. c.rep)
  else call('ZREM', key('deadlines'), 'shift|' .. c.rep) end
  refresh(rep, at)
end

function E.presence_changed(c, at)
  local rep = rep_of(c.rep)
  set_rep(rep, { presence = c.presence, presence_why = c.why, missed = 0 })
  refresh(rep, at)
end

function E.offline(c, at)
  local rep = rep_of(c.rep)
  set_rep(rep, { reachable = 0 })
  refresh(rep, at)
end

function E.online(c, at)
  local rep = rep_of(c.rep)
  set_rep(rep, { reachable = 1 })
  refresh(rep, at)
end

function E.shift_changed(c, at)
  local rep = rep_of(c.rep)
  local fields = { on_shift = c.on, day = c.day }
  if c.day ~= rep.day then fields.today = 0 end
  if c.on == 1 and rep.on_shift == 0 then
    fields.shift_at, fields.paced, fields.paced_until = at, 0, 0
  end
  set_rep(rep, fields)
  if c.next then call('ZADD', key('deadlines'), c.next, 'shift|' .. c.rep)
  else call('ZREM', key('deadlines'), 'shift|' .. c.rep) end
  refresh(rep, at)
end

function E.unpaced(c, at)
  call('ZREM', key('deadlines'), 'pace|' .. c.rep)
  refresh(rep_of(c.rep), at)
end

function E.pool_hours(c)
  put(key('pool', c.pool), { is_open = c.is_open, opens_at = c.opens_at })
  if c.next then call('ZADD', key('deadlines'), c.next, 'hours|' .. c.pool)
  else call('ZREM', key('deadlines'), 'hours|' .. c.pool) end
end

function E.policy_activated(c)
  put(KEYS[1], { policy = c.version })
  shard.policy = c.version
  call('DEL', key('pools'))
  for name, fields in pairs(c.pools) do
    call('DEL', key('pool', name))
    put(key('pool', name), fields)
    pools[name] = nil
    if fields.next then call('ZADD', key('deadlines'), fields.next, 'hours|' .. name) end
    call('SADD', key('pools'), name)
  end
  if c.rescore then
    call('SUNIONSTORE', key('rescore'), key('leads'))
  end
end

-- The answer to an action, kept so that the same id never acts twice.
function E.answered(c, at)
  remember('a|' .. c.action, cjson.encode(c), at)
end

function E.timer_dropped(c)
  if c.again_at then call('ZADD', key('deadlines'), c.again_at, c.member)
  else call('ZREM', key('deadlines'), c.member) end
end

-- Told to people and kept in the journal; no state of its own.
for _, kind in ipairs({ 'position', 'unreadable', 'declined', 'handed_over', 'identity_conflict' }) do
  E[kind] = function() end
end
