-- What changes of assignments, of acknowledged leads and of the ladder do to the state.
-- Uses: shard, lists, held, pools, reps, leads, queues, story
local CLOSED_EACH = 20 -- the most that are listed of what a rep closed

function evolve.assigned(c, at)
  local lead, rep = leads.of(c.lead), reps.of(c.rep)
  queues.remove(lead)
  leads.clear_timers(lead, 'refusals', 'relax')
  leads.move(lead, 'assigned')
  leads.set(lead, { rep = c.rep, epoch = c.epoch, assigned_at = at, ledger = c.ledger,
    charge = c.finish - c.start })
  if c.expires_at then leads.set_timer(lead, 'expire', c.expires_at) end
  local fields = { live = rep.live + 1, today = rep.today + 1, assigned_at = at }
  reps.set_tag(rep, lead.pool, c.ledger, c.finish)
  local needs = c.why ~= 'handed over' and c.class and queues.class(c.class).needs or ''
  reps.take_turn(pools.place(lead.tenant, lead.pool), c.ledger, c.start, needs)
  for pool, credit in pairs(c.credits or {}) do
    held.hold(shard.key('credits'), pools.place(lead.tenant, pool), held.stored(credit))
  end
  if c.paced then fields.paced = c.paced end
  if c.paced_until then
    fields.paced_until = c.paced_until
    held.set_deadline('pace|' .. rep.id, c.paced_until)
  end
  reps.set(rep, fields)
  shard.call('SADD', shard.key('live', rep.id), lead.id)
  -- Of a choice by hand and of a rung's the change before this one tells.
  if c.why ~= 'handed over' and string.sub(c.why, 1, 7) ~= 'ladder:' then
    story.tell(c, at, { rep = c.rep, why = c.why })
  end
  reps.refresh(rep, at)
end

-- The lead does not go to this rep again before its refusals are cleared.
local function turn_down(lead, rep)
  leads.set(lead, { refused = lists.joined(lead.refused, rep) })
  if pools.of(lead.pool).slower_refused == 1 then leads.set(lead, { turned_down = 1 }) end
end

-- Ends of an assignment of which another change of the same step tells.
local TOLD_BESIDE = { declined = true, handed_over = true, claimed = true }

-- A live assignment ends without an acknowledgement; the lead is put back by `queued`.
function evolve.withdrawn(c, at)
  local lead, rep = leads.of(c.lead), reps.of(c.rep)
  shard.call('SREM', shard.key('live', rep.id), lead.id)
  reps.set(rep, { live = rep.live - 1, missed = c.missed or rep.missed })
  if c.refund then
    reps.set_tag(rep, lead.pool, lead.ledger, reps.tag_of(rep, lead.pool, lead.ledger) - c.refund)
  end
  reps.refresh(rep, at)
  leads.clear_timers(lead, 'expire')
  if c.refused then turn_down(lead, c.rep) end
  if c.retry_at then leads.set_timer(lead, 'refusals', c.retry_at) end
  leads.drop(lead, 'rep', 'epoch', 'assigned_at', 'ledger', 'charge')
  if not TOLD_BESIDE[c.reason] then
    story.tell(c, at, { rep = c.rep, reason = c.reason, missed = c.missed, missed_most = c.missed_most,
      set_away = c.set_away })
  end
end

function evolve.acknowledged(c, at)
  local lead, rep = leads.of(c.lead), reps.of(c.rep)
  queues.remove(lead)
  leads.move(lead, 'acknowledged')
  local was_live = shard.call('SREM', shard.key('live', rep.id), lead.id)
  reps.set(rep, { live = rep.live - was_live, uncontacted = rep.uncontacted + 1, taken = rep.taken + 1,
    missed = 0 })
  shard.call('SADD', shard.key('open', rep.id), lead.id)
  leads.set(lead, { rep = c.rep, owner = c.rep, epoch = c.epoch, acknowledged_at = c.done_at or at,
    open = 0 })
  leads.drop(lead, 'contacted_at')
  leads.clear_timers(lead, 'expire', 'rung', 'refusals', 'relax', 'slower')
  leads.set_timer(lead, 'reopen', c.reopen_at)
  shard.call('SREM', shard.key('claimable', pools.place(lead.tenant, lead.pool)), lead.id)
  story.tell(c, at, story.dated(c, { rep = c.rep, via = c.via }))
  reps.refresh(rep, at)
end

-- Under which epochs a lead was taken from those who held it, so that what they did before is still
-- theirs to tell: rep, push, end, reason and episode by epoch, the newest few.
local PAST_EACH = 5
local function keep_past(lead, c, at)
  local count, first, first_at = 0, nil, nil
  for field, text in pairs(lead) do
    if string.sub(field, 1, 5) == 'past.' then
      local ended = tonumber(string.match(text, '^[^|]*|[^|]*|([^|]*)'))
      count = count + 1
      if not first or ended < first_at or (ended == first_at and field < first) then
        first, first_at = field, ended
      end
    end
  end
  if count >= PAST_EACH then leads.drop(lead, first) end
  local pushed = lead.assigned_at or tonumber(lead.acknowledged_at)
  local text = table.concat({ c.rep, held.stored(pushed), held.stored(at), c.reason, c.episode }, '|')
  leads.set(lead, { ['past.' .. c.epoch] = text })
end

-- An acknowledged lead leaves its rep: released, reopened, handed over or closed.
function evolve.left(c, at)
  local lead, rep = leads.of(c.lead), reps.of(c.rep)
  shard.call('SREM', shard.key('open', rep.id), lead.id)
  reps.set(rep, { taken = rep.taken - 1 })
  if not lead.contacted_at then reps.set(rep, { uncontacted = rep.uncontacted - 1 }) end
  reps.refresh(rep, at)
  leads.clear_timers(lead, 'reopen')
  if c.reason == 'no_contact' or c.reason == 'handed_over' then keep_past(lead, c, at) end
  if c.refused then turn_down(lead, c.rep) end
  if c.retry_at then leads.set_timer(lead, 'refusals', c.retry_at) end
  if c.rung_at then held.set_deadline('rung|' .. lead.id, c.rung_at) end
  if c.open then
    leads.set(lead, { open = 1 })
    shard.call('SADD', shard.key('claimable', pools.place(lead.tenant, lead.pool)), lead.id)
  end
  leads.drop(lead, 'rep', 'epoch', 'assigned_at', 'acknowledged_at', 'ledger', 'charge',
    'contacted_at')
  -- Of a lead that is closed or handed over the next change tells.
  if c.reason ~= 'closed' and c.reason ~= 'handed_over' then
    story.tell(c, at, story.dated(c, { rep = c.rep, reason = c.reason }))
  end
end

-- What an outcome takes from a lead, kept beside it as `was.` for whoever undoes the outcome.
local HELD = { 'epoch', 'assigned_at', 'acknowledged_at', 'contacted_at', 'next_at', 'ledger',
  'charge', 'reopen_clock' }

local function forget_closing(lead)
  shard.call('ZREM', shard.key('closed', lead.closed_by), lead.id)
  for _, name in ipairs(HELD) do leads.drop(lead, 'was.' .. name) end
  leads.drop(lead, 'closed_at', 'closed_by')
end

-- A new episode: a new hot clock, nothing refused but by those named.
function evolve.reopened(c, at)
  local lead = leads.of(c.lead)
  if lead.closed_by then forget_closing(lead) end
  leads.clear_timers(lead, 'rung', 'refusals', 'slower')
  leads.drop(lead, 'hot_at', 'hot_clock', 'refused', 'outcome', 'slower', 'slower_from', 'turned_down')
  leads.set(lead, { episode = c.episode, rung = 0, open = 0 })
  if c.since then leads.wait_since(lead, c.since) end
  if c.refused then
    leads.set(lead, { refused = c.refused })
    leads.set_timer(lead, 'refusals', c.retry_at)
  end
  story.tell(c, at, { reason = c.reason, by = c.by, note = c.note })
end

function evolve.contacted(c, at)
  local lead = leads.of(c.lead)
  if not lead.contacted_at then
    local rep = reps.of(c.rep)
    reps.set(rep, { uncontacted = rep.uncontacted - 1 })
    leads.set(lead, { contacted_at = c.done_at or at })
    leads.clear_timers(lead, 'reopen')
    reps.refresh(rep, at)
  end
end

local function done_with(c)
  return story.dated(c, { rep = c.rep, note = c.note, outcome = c.outcome, next_at = c.next_at,
    contacted = c.contacted })
end

function evolve.activity(c, at)
  local lead = leads.of(c.lead)
  story.tell(c, at, done_with(c))
  if c.outcome ~= 'open' then
    local was = {}
    for _, name in ipairs(HELD) do was['was.' .. name] = lead[name] end
    leads.set(lead, was)
  end
  if c.next_at then leads.set(lead, { next_at = c.next_at }) else leads.drop(lead, 'next_at') end
end

function evolve.closed(c, at)
  local lead = leads.of(c.lead)
  story.tell(c, at, { rep = c.rep, outcome = c.outcome })
  leads.move(lead, 'closed')
  leads.set(lead, { outcome = c.outcome, closed_at = at, closed_by = c.rep })
  local name = shard.key('closed', c.rep)
  shard.call('ZADD', name, at, lead.id)
  for _, old in ipairs(shard.call('ZRANGE', name, 0, -CLOSED_EACH - 1)) do shard.call('ZREM', name, old) end
end

-- The lead is again what it was before its outcome: with the same rep, under the same epoch.
function evolve.outcome_undone(c, at)
  local lead, rep, fields = leads.of(c.lead), reps.of(c.rep), {}
  for _, name in ipairs(HELD) do
    fields[name] = lead['was.' .. name]
    if not fields[name] then leads.drop(lead, name) end
  end
  fields.rep = c.rep
  forget_closing(lead)
  leads.drop(lead, 'outcome')
  leads.move(lead, 'acknowledged')
  leads.set(lead, fields)
  shard.call('SADD', shard.key('open', rep.id), lead.id)
  reps.set(rep, { taken = rep.taken + 1 })
  if not lead.contacted_at then
    reps.set(rep, { uncontacted = rep.uncontacted + 1 })
    leads.set_timer(lead, 'reopen', c.reopen_at)
  end
  reps.refresh(rep, at)
  story.tell(c, at, story.dated(c, { rep = c.rep, outcome = c.outcome }))
end

-- What a former holder did while they had the lead, told after they lost it.
function evolve.late_activity(c, at)
  story.tell(c, at, done_with(c))
end

function evolve.rung(c, at)
  local lead = leads.of(c.lead)
  story.tell(c, at, { n = c.n, name = c.name, does = c.does, rep = c.rep, met = c.met, to = c.to,
    behind = c.behind, after = c.after or c.hot_at and c.due - c.hot_at })
  leads.set(lead, { rung = c.n })
  if c.open then
    leads.set(lead, { open = 1 })
    shard.call('SADD', shard.key('claimable', pools.place(lead.tenant, lead.pool)), lead.id)
  end
  if c.next_due then held.set_deadline('rung|' .. lead.id, c.next_due)
  else leads.clear_timers(lead, 'rung') end
  if c.expires_at then leads.set_timer(lead, 'expire', c.expires_at) end
end
