-- What changes of reminders do to the state.
-- Uses: shard, held
function evolve.reminder_opened(c)
  shard.call('SADD', shard.key('reminders'), c.reminder)
  held.put(shard.key('reminder', c.reminder), { tenant = c.tenant, by = c.by, due = c.due,
    state = 'open' })
  held.set_deadline('reminder|' .. c.reminder, c.due)
end

function evolve.reminder_fell_due(c)
  held.put(shard.key('reminder', c.reminder), { state = 'due' })
  held.clear_deadline('reminder|' .. c.reminder)
end

function evolve.reminder_done(c)
  held.put(shard.key('reminder', c.reminder), { state = 'done' })
  held.clear_deadline('reminder|' .. c.reminder)
end
