-- Leads: their rows, states and timers.
-- Uses: shard, lists, held, pools
local leads = {}

local NUMBERS = lists.set('episode', 'captured_at', 'freezes_at', 'profile', 'heat', 'base', 'start',
  'slope', 'wait', 'since', 'hot_at', 'rung', 'assigned_at', 'relaxed', 'created_at', 'charge',
  'closed_at', 'was.assigned_at', 'was.charge', 'slower_from', 'since_clock', 'hot_clock',
  'expire_clock', 'reopen_clock', 'refusals_clock', 'was.reopen_clock')
local known = {}

-- The lead as it is now, in this script the same table each time; nil when there is none.
function leads.of(id)
  if known[id] then return known[id] end
  local lead = held.hash(shard.key('lead', id))
  if not lead.state then return nil end
  lead.id = id
  for field in pairs(NUMBERS) do lead[field] = tonumber(lead[field]) end
  known[id] = lead
  return lead
end

function leads.new(id)
  known[id] = held.new_row(shard.key('lead', id), id)
  held.join(shard.key('leads'), id)
  return known[id]
end

function leads.set(lead, fields)
  held.set_row(shard.key('lead', lead.id), lead, fields, NUMBERS)
end

function leads.drop(lead, ...)
  held.drop_from(shard.key('lead', lead.id), lead, ...)
end

function leads.move(lead, state)
  if lead.state ~= state then
    held.count(lead.tenant, lead.state, -1)
    held.count(lead.tenant, state, 1)
    leads.set(lead, { state = state })
  end
end

-- Keeps an instant, and beside it the total of the pool's clock then, where that is another number.
local function keep_instant(lead, field, clock_field, at)
  local total = pools.clock(pools.of(lead.pool), at)
  leads.set(lead, { [field] = at, [clock_field] = total ~= at and total or nil })
  if total == at then leads.drop(lead, clock_field) end
end

function leads.wait_since(lead, at)
  keep_instant(lead, 'since', 'since_clock', at)
end

function leads.hot_from(lead, at)
  keep_instant(lead, 'hot_at', 'hot_clock', at)
end

-- The total of the pool's clock when the lead began to wait, and when its hot clock starts.
function leads.since(lead)
  return lead.since_clock or lead.since
end

function leads.hot_since(lead)
  return lead.hot_clock or lead.hot_at
end

-- When one of the pool's durations, by name, that begins now is over.
function leads.after(lead, duration)
  local pool = pools.of(lead.pool)
  return pools.when(pool, pools.clock(pool, shard.now) + pool[duration])
end

-- Sets a timer that goes by the pool's clock; the total that the instant stands for is kept, so that
-- another calendar moves the instant alone.
function leads.set_timer(lead, name, at)
  held.set_deadline(name .. '|' .. lead.id, at)
  leads.set(lead, { [name .. '_clock'] = pools.meant(pools.of(lead.pool), at) })
end

-- When such a timer falls due as the clock stands now.
function leads.due(lead, name)
  return pools.when(pools.of(lead.pool), lead[name .. '_clock'])
end

function leads.clear_timers(lead, ...)
  for _, name in ipairs({ ... }) do
    held.clear_deadline(name .. '|' .. lead.id)
    leads.drop(lead, name .. '_clock')
  end
end

return leads
