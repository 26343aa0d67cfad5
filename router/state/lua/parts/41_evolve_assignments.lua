-- What changes of assignments, of acknowledged leads and of the ladder do to the state; see
-- 40_evolve.lua.

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
  refresh(rep, at)
end

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
end

function E.acknowledged(c, at)
  local lead, rep = lead_of(c.lead), rep_of(c.rep)
  queue_remove(lead)
  move(lead, 'acknowledged')
  local was_live = call('SREM', key('live', rep.id), lead.id)
  set_rep(rep, { live = rep.live - was_live, uncontacted = rep.uncontacted + 1, missed = 0 })
  call('SADD', key('open', rep.id), lead.id)
  set_lead(lead, { rep = c.rep, owner = c.rep, epoch = c.epoch, acknowledged_at = at, open = 0 })
  drop_fields(lead, 'contacted_at')
  clear_timers(lead, 'expire', 'rung', 'refusals', 'relax')
  set_deadline('reopen|' .. lead.id, c.reopen_at)
  call('SREM', key('claimable', place_of(lead.tenant, lead.pool)), lead.id)
  tell(c, at, { rep = c.rep })
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
  if c.retry_at then set_deadline('refusals|' .. lead.id, c.retry_at) end
  if c.rung_at then set_deadline('rung|' .. lead.id, c.rung_at) end
  if c.open then
    set_lead(lead, { open = 1 })
    call('SADD', key('claimable', place_of(lead.tenant, lead.pool)), lead.id)
  end
  drop_fields(lead, 'rep', 'epoch', 'assigned_at', 'acknowledged_at', 'ledger', 'charge',
    'contacted_at')
  -- Of a lead that is closed the next change tells.
  if c.reason ~= 'closed' then tell(c, at, { rep = c.rep, reason = c.reason }) end
end

-- A new episode: a new hot clock, nothing refused but by those named.
function E.reopened(c, at)
  local lead = lead_of(c.lead)
  clear_timers(lead, 'rung', 'refusals')
  drop_fields(lead, 'hot_at', 'refused', 'outcome')
  set_lead(lead, { episode = c.episode, rung = 0, open = 0, since = c.since })
  if c.refused then
    set_lead(lead, { refused = c.refused })
    set_deadline('refusals|' .. lead.id, c.retry_at)
  end
  tell(c, at, { reason = c.reason })
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

function E.activity(c, at)
  local lead = lead_of(c.lead)
  tell(c, at, { rep = c.rep, note = c.note, outcome = c.outcome, next_at = c.next_at })
  if c.next_at then set_lead(lead, { next_at = c.next_at }) else drop_fields(lead, 'next_at') end
end

function E.closed(c, at)
  local lead = lead_of(c.lead)
  tell(c, at, { rep = c.rep, outcome = c.outcome })
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
  if c.next_due then set_deadline('rung|' .. lead.id, c.next_due)
  else clear_timers(lead, 'rung') end
  if c.expires_at then set_deadline('expire|' .. lead.id, c.expires_at) end
end
