-- Leads: their rows, states and timers.
-- Uses: shard, lists, held
local leads = {}

local NUMBERS = lists.set('episode', 'captured_at', 'freezes_at', 'profile', 'heat', 'base', 'start',
  'slope', 'wait', 'since', 'hot_at', 'rung', 'assigned_at', 'relaxed', 'created_at', 'charge',
  'closed_at', 'was.assigned_at', 'was.charge', 'was.reopen_at',
  'slower_from')
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

function leads.clear_timers(lead, ...)
  for _, name in ipairs({ ... }) do held.clear_deadline(name .. '|' .. lead.id) end
end

return leads
