-- What changes of assignments, of acknowledged leads and of the ladder do to the state; see
-- 40_evolve.lua.
local CLOSED_EACH = 20 -- the most that are listed of what a rep closed

function E.assigned(c, at)
  local lead, rep = lead_of(c.lead), rep_of(c.rep)
  queue_remove(lead)
  clear_timers(lead, 'refusals', 'relax')
  move(lead, 'assigned')
  set_lead(lead, { rep = c.rep, epoch = c.epoch, assigned_at = at, ledger = c.ledger,
    charge = c.finish - c.start })
  if c.expires_at then set_deadline('expire|' .. lead.id, c.expires_at) end
  local fields = { live = rep.live + 1, today = rep.today + 1, assigned_at = at }
  set_tag(rep, lead.pool, c.ledger, c.finish)
  local place = place_of(lead.tenant, lead.pool)
  if c.start > virtual_time(place, c.ledger) then
    hold(key('virtual'), place .. '|' .. c.ledger, stored(c.start))
  end
  if c.paced then fields.paced = c.paced end
  if c.paced_until then
    fields.paced_until = c.paced_until
    set_deadline('pace|' .. rep.id, c.paced_until)
  end
  set_rep(rep, fields)
  call('SADD', key('live', rep.id), lead.id)
  -- Of a choice by hand and of a rung's the change before this one tells.
  if c.why ~= 'handed over' and string.sub(c.why, 1, 7) ~= 'ladder:' then
    tell(c, at, { rep = c.rep, why = c.why })
  end
  refresh(rep, at)
end

-- Ends of an assignment of which another change of the same step tells.
local TOLD_BESIDE = { declined = true, handed_over = true, claimed = true }

-- A live assignment ends without an acknowledgement; the lead is put back by `queued`.
function E.withdrawn(c, at)
  local lead, rep = lead_of(c.lead), rep_of(c.rep)
  call('SREM', key('live', rep.id), lead.id)
  set_rep(rep, { live = rep.live - 1, missed = c.missed or rep.missed })
  if c.refund then
    set_tag(rep, lead.pool, lead.ledger, tag_of(rep, lead.pool, lead.ledger) - c.refund)
  end
  refresh(rep, at)
  clear_timers(lead, 'expire')
  if c.refused then set_lead(lead, { refused = joined(lead.refused, c.rep) }) end
  if c.retry_at then set_deadline('refusals|' .. lead.id, c.retry_at) end
  drop_fields(lead, 'rep', 'epoch', 'assigned_at', 'ledger', 'charge')
  if not TOLD_BESIDE[c.reason] then
    tell(c, at, { rep = c.rep, reason = c.reason, missed = c.missed, missed_most = c.missed_most,
      set_away = c.set_away })
  end
end

function E.acknowledged(c, at)
  local lead, rep = lead_of(c.lead), rep_of(c.rep)
  queue_remove(lead)
  move(lead, 'acknowledged')
  local was_live = call('SREM', key('live', rep.id), lead.id)
  set_rep(rep, { live = rep.live - was_live, uncontacted = rep.uncontacted + 1, missed = 0 })
  call('SADD', key('open', rep.id), lead.id)
  set_lead(lead, { rep = c.rep, owner = c.rep, epoch = c.epoch, acknowledged_at = c.done_at or at,
    open = 0 })
  drop_fields(lead, 'contacted_at')
  clear_timers(lead, 'expire', 'rung', 'refusals', 'relax')
  set_deadline('reopen|' .. lead.id, c.reopen_at)
  call('SREM', key('claimable', place_of(lead.tenant, lead.pool)), lead.id)
  tell(c, at, dated(c, { rep = c.rep, via = c.via }))
  refresh(rep, at)
end

-- Under which epochs a lead was taken from those who held it, so that what they did before is still
-- theirs to tell: rep, push, end, reason and episode by epoch, the newest few.
local PAST_EACH = 5
local function keep_past(lead, c, at)
  local count_, first, first_at = 0, nil, nil
  for field, text in pairs(lead) do
    if string.sub(field, 1, 5) == 'past.' then
      local ended = tonumber(string.match(text, '^[^|]*|[^|]*|([^|]*)'))
      count_ = count_ + 1
      if not first or ended < first_at or (ended == first_at and field < first) then
        first, first_at = field, ended
      end
    end
  end
  if count_ >= PAST_EACH then drop_fields(lead, first) end
  local pushed = lead.assigned_at or tonumber(lead.acknowledged_at)
  local text = table.concat({ c.rep, stored(pushed), stored(at), c.reason, c.episode }, '|')
  set_lead(lead, { ['past.' .. c.epoch] = text })
end

-- An acknowledged lead leaves its rep: released, reopened, handed over or closed.
function E.left(c, at)
  local lead, rep = lead_of(c.lead), rep_of(c.rep)
  call('SREM', key('open', rep.id), lead.id)
  if not lead.contacted_at then set_rep(rep, { uncontacted = rep.uncontacted - 1 }) end
  refresh(rep, at)
  clear_timers(lead, 'reopen')
  if c.reason == 'no_contact' or c.reason == 'handed_over' then keep_past(lead, c, at) end
  if c.refused then set_lead(lead, { refused = joined(lead.refused, c.rep) }) end
  if c.retry_at then set_deadline('refusals|' .. lead.id, c.retry_at) end
  if c.rung_at then set_deadline('rung|' .. lead.id, c.rung_at) end
  if c.open then
    set_lead(lead, { open = 1 })
    call('SADD', key('claimable', place_of(lead.tenant, lead.pool)), lead.id)
  end
  drop_fields(lead, 'rep', 'epoch', 'assigned_at', 'acknowledged_at', 'ledger', 'charge',
    'contacted_at')
  -- Of a lead that is closed or handed over the next change tells.
  if c.reason ~= 'closed' and c.reason ~= 'handed_over' then
    tell(c, at, dated(c, { rep = c.rep, reason = c.reason }))
  end
end

-- What an outcome takes from a lead, kept beside it as `was.` for whoever undoes the outcome.
local HELD = { 'epoch', 'assigned_at', 'acknowledged_at', 'contacted_at', 'next_at', 'ledger',
  'charge' }

local function forget_closing(lead)
  call('ZREM', key('closed', lead.closed_by), lead.id)
  for _, name in ipairs(HELD) do drop_fields(lead, 'was.' .. name) end
  drop_fields(lead, 'closed_at', 'closed_by', 'was.reopen_at')
end

-- A new episode: a new hot clock, nothing refused but by those named.
function E.reopened(c, at)
  local lead = lead_of(c.lead)
  if lead.closed_by then forget_closing(lead) end
  clear_timers(lead, 'rung', 'refusals')
  drop_fields(lead, 'hot_at', 'refused', 'outcome')
  set_lead(lead, { episode = c.episode, rung = 0, open = 0, since = c.since })
  if c.refused then
    set_lead(lead, { refused = c.refused })
    set_deadline('refusals|' .. lead.id, c.retry_at)
  end
  tell(c, at, { reason = c.reason, by = c.by, note = c.note })
end

function E.contacted(c, at)
  local lead = lead_of(c.lead)
  if not lead.contacted_at then
    local rep = rep_of(c.rep)
    set_rep(rep, { uncontacted = rep.uncontacted - 1 })
    set_lead(lead, { contacted_at = c.done_at or at })
    clear_timers(lead, 'reopen')
    refresh(rep, at)
  end
end

local function done_with(c)
  return dated(c, { rep = c.rep, note = c.note, outcome = c.outcome, next_at = c.next_at,
    contacted = c.contacted })
end

function E.activity(c, at)
  local lead = lead_of(c.lead)
  tell(c, at, done_with(c))
  if c.outcome ~= 'open' then
    local was = {}
    for _, name in ipairs(HELD) do was['was.' .. name] = lead[name] end
    if not lead.contacted_at then
      was['was.reopen_at'] = tonumber(deadline_of('reopen|' .. lead.id))
    end
    set_lead(lead, was)
  end
  if c.next_at then set_lead(lead, { next_at = c.next_at }) else drop_fields(lead, 'next_at') end
end

function E.closed(c, at)
  local lead = lead_of(c.lead)
  tell(c, at, { rep = c.rep, outcome = c.outcome })
  move(lead, 'closed')
  set_lead(lead, { outcome = c.outcome, closed_at = at, closed_by = c.rep })
  local name = key('closed', c.rep)
  call('ZADD', name, at, lead.id)
  for _, old in ipairs(call('ZRANGE', name, 0, -CLOSED_EACH - 1)) do call('ZREM', name, old) end
end

-- The lead is again what it was before its outcome: with the same rep, under the same epoch.
function E.outcome_undone(c, at)
  local lead, rep, fields = lead_of(c.lead), rep_of(c.rep), {}
  for _, name in ipairs(HELD) do
    fields[name] = lead['was.' .. name]
    if not fields[name] then drop_fields(lead, name) end
  end
  fields.rep = c.rep
  forget_closing(lead)
  drop_fields(lead, 'outcome')
  move(lead, 'acknowledged')
  set_lead(lead, fields)
  call('SADD', key('open', rep.id), lead.id)
  if not lead.contacted_at then
    set_rep(rep, { uncontacted = rep.uncontacted + 1 })
    set_deadline('reopen|' .. lead.id, c.reopen_at)
  end
  refresh(rep, at)
  tell(c, at, dated(c, { rep = c.rep, outcome = c.outcome }))
end

-- What a former holder did while they had the lead, told after they lost it.
function E.late_activity(c, at)
  tell(c, at, done_with(c))
end

function E.rung(c, at)
  local lead = lead_of(c.lead)
  tell(c, at, { n = c.n, name = c.name, does = c.does, rep = c.rep, met = c.met, to = c.to,
    behind = c.behind, after = c.hot_at and c.due - c.hot_at })
  set_lead(lead, { rung = c.n })
  if c.open then
    set_lead(lead, { open = 1 })
    call('SADD', key('claimable', place_of(lead.tenant, lead.pool)), lead.id)
  end
  if c.next_due then set_deadline('rung|' .. lead.id, c.next_due)
  else clear_timers(lead, 'rung') end
  if c.expires_at then set_deadline('expire|' .. lead.id, c.expires_at) end
end
