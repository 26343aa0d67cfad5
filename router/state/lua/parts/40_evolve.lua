-- What each kind of change does to the state. Online and in the fold the same functions run, so
-- the journal folded is the state. They take all they need from the change, the instant `at` and
-- the state, never from a clock.

local STORY_EACH = 100
local REUSED_EACH = 20 -- of one event id, so many captures can be asked for by it

-- One line of what happened with a lead, as people are shown it; an empty text says nothing.
local function tell(c, at, line)
  for name, value in pairs(line) do
    if value == '' then line[name] = nil end
  end
  line.at, line.kind = at, c.kind
  local length = call('RPUSH', key('story', c.lead), cjson.encode(line))
  if length > STORY_EACH then call('LTRIM', key('story', c.lead), -STORY_EACH, -1) end
end

-- A line with when it was done, if that was before it was told; `entered_after` by how much, if long before.
local function dated(c, line)
  line.done_at, line.entered_after = c.done_at, c.entered_after
  return line
end

local function move(lead, state)
  if lead.state ~= state then
    count(lead.tenant, lead.state, -1)
    count(lead.tenant, state, 1)
    set_lead(lead, { state = state })
  end
end

local function clear_timers(lead, ...)
  for _, name in ipairs({ ... }) do clear_deadline(name .. '|' .. lead.id) end
end

-- From the start of the hot clock the ladder rules: an expiry that is not due by then goes.
local function end_expiry(lead, clock_at, at)
  local due = deadline_of('expire|' .. lead.id)
  if due and clock_at <= math.max(tonumber(due), at) then clear_timers(lead, 'expire') end
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
  local length = 0
  for _, s in ipairs(c.signals or {}) do
    length = call('RPUSH', key('signals', lead.id), cjson.encode(s))
    if s.points then
      local field = 'h.' .. s.signal
      local sum = math.min(s.cap, tonumber(lead[field] or '0') + s.points)
      set_lead(lead, { [field] = sum })
    end
  end
  if length > SIGNALS_EACH then call('LTRIM', key('signals', lead.id), -SIGNALS_EACH, -1) end
end

local function keep_person(lead, c, at)
  for _, identity in ipairs(c.identities) do
    if not field_of(key('identities'), identity) then hold(key('identities'), identity, lead.id) end
  end
  if c.visitor then hold(key('visitors'), c.visitor, lead.id) end
  local own = c.capture .. '|' .. c.contact_id
  call('RPUSH', key('captures', lead.id), own)
  hold(key('contact_of'), own, lead.id)
  local ids = split(field_of(key('events'), c.capture) or '', ',')
  table.insert(ids, 1, c.contact_id)
  hold(key('events'), c.capture, table.concat(ids, ',', 1, math.min(#ids, REUSED_EACH)))
  remember('c|' .. c.capture, lead.id, at)
  count(lead.tenant, 'captured', 1)
end

function E.captured(c, at)
  local lead = new_lead(c.lead)
  set_lead(lead, { tenant = c.tenant, pool = c.pool, channel = c.channel, state = 'new',
    test = c.test and 1 or 0, episode = 1, created_at = at, masked = c.masked, rung = 0,
    relaxed = 0, since = at })
  keep_attributes(lead, c)
  keep_person(lead, c, at)
  keep_score(lead, c)
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
  tell(c, at, { channel = c.channel })
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
  tell(c, at, { score = c.score, clock_at = c.clock_at > at and c.clock_at or nil })
  set_lead(lead, { hot_at = c.clock_at, rung = 0 })
  end_expiry(lead, c.clock_at, at)
  set_deadline('rung|' .. lead.id, c.due)
end

-- The lead joins the queue: at first, on return, or in a new episode.
function E.queued(c, at)
  local lead = lead_of(c.lead)
  move(lead, 'waiting')
  if c.since then set_lead(lead, { since = c.since, relaxed = 0 }) drop_fields(lead, 'dropped') end
  queue_add(lead, at)
  if c.relax_at then set_deadline('relax|' .. lead.id, c.relax_at) end
end

function E.froze(c)
  flush_queues()
  local still = {}
  for _, member in ipairs(c.members) do
    still[#still + 1] = -still_key(lead_of(lead_in(member)))
    still[#still + 1] = member
  end
  call_in_parts('ZREM', queue(c.class, 'freezing'), c.members)
  call_in_parts('ZREM', queue(c.class, 'decaying'), c.members)
  call_in_parts('ZADD', queue(c.class, 'still'), still)
  set_freeze(c.class)
end

function E.relaxed(c, at)
  local lead = lead_of(c.lead)
  queue_remove(lead)
  tell(c, at, { drop = c.drop })
  local dropped = lead.dropped
  for _, name in ipairs(split(c.drop, '+')) do dropped = joined(dropped, name) end
  set_lead(lead, { dropped = dropped, relaxed = c.step })
  if lead.state == 'waiting' then queue_add(lead, at) end
  if c.relax_at then set_deadline('relax|' .. lead.id, c.relax_at)
  else clear_timers(lead, 'relax') end
end

function E.refusals_cleared(c, at)
  local lead = lead_of(c.lead)
  tell(c, at, {})
  queue_remove(lead)
  drop_fields(lead, 'refused')
  clear_timers(lead, 'refusals')
  if lead.state == 'waiting' then queue_add(lead, at) end
end

function E.refusals_kept(c)
  set_deadline('refusals|' .. c.lead, c.again_at)
end

function E.rescored(c, at)
  local lead, before_ = lead_of(c.lead), score_at(lead_of(c.lead), at)
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
  local score = score_at(lead, at)
  if score ~= before_ then tell(c, at, { from = before_, score = score, policy = c.policy }) end
  if lead.state == 'waiting' then queue_add(lead, at) end
  if c.rung_at then
    set_deadline('rung|' .. lead.id, c.rung_at)
    end_expiry(lead, lead.hot_at, at)
  elseif c.climbed then
    clear_timers(lead, 'rung')
    if c.expires_at then set_deadline('expire|' .. lead.id, c.expires_at) end
  end
  if c.relax_at then set_deadline('relax|' .. lead.id, c.relax_at)
  elseif c.relaxed_all then clear_timers(lead, 'relax') end
end

-- The answer to an action, kept so that the same id never acts twice. One whose id is another's
-- has none to keep.
function E.answered(c, at)
  if c.status == 422 then return end
  remember('a|' .. c.action, cjson.encode(c), at)
end

function E.timer_dropped(c)
  if c.again_at then set_deadline(c.member, c.again_at)
  else clear_deadline(c.member) end
end

function E.declined(c, at)
  tell(c, at, dated(c, { rep = c.rep, reason = c.reason }))
end

function E.handed_over(c, at)
  tell(c, at, { rep = c.rep, reason = c.reason, by = c.by, former = c.former, over = c.over,
    replaced = c.replaced })
end

function E.identity_conflict(c, at)
  tell(c, at, { other = c.other })
end

function E.notice_sent(c, at)
  tell(c, at, { to = c.to, via = c.via, result = c.result })
end

function E.notice_seen(c, at)
  tell(c, at, { rep = c.rep })
end

-- Kept in the journal; no state of its own.
for _, kind in ipairs({ 'position', 'unreadable' }) do
  E[kind] = function() end
end
