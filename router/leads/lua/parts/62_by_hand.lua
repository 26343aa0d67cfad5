-- A supervisor gives a lead to a rep by hand: what stands against it, what may be overruled, and
-- which of the leads that ring at the rep make way.
-- Uses: shard, pools, transition, reps, decay, leads, ladder, dispatch, actions
local by_hand = {}

-- In the order in which they make way: none that is hot before one that is not, the lowest score
-- first, then the one that rings for the shortest time.
local function makes_way_before(a, b)
  if (a.hot_at == nil) ~= (b.hot_at == nil) then return a.hot_at == nil end
  local one, other = decay.score(a, shard.now), decay.score(b, shard.now)
  if one ~= other then return one < other end
  if a.assigned_at ~= b.assigned_at then return a.assigned_at > b.assigned_at end
  return a.id < b.id
end

-- The first so many of what rings at a rep; nil when there are fewer.
local function making_way(rep, count)
  local ringing, first = {}, {}
  for i, id in ipairs(shard.call('SMEMBERS', shard.key('live', rep.id))) do ringing[i] = leads.of(id) end
  table.sort(ringing, makes_way_before)
  for i = 1, count do first[i] = ringing[i] end
  return #first == count and first or nil
end

-- How a supervisor may give the rep a lead: what is overruled, and the leads that make way; or nil
-- and why not. Who is offline is never given one, for nothing would ring.
function by_hand.way_to(rep, without_room)
  if rep.reachable ~= 1 then return nil, 'offline' end
  local against, replaced = {}, {}
  if rep.presence == 'away' then against[#against + 1] = 'away' end
  if rep.on_shift ~= 1 then against[#against + 1] = 'off_shift' end
  if rep.wrap_until then against[#against + 1] = 'wrap_up' end
  local room, places = reps.room(rep), reps.places(rep)
  local missing = 1 - math.min(room, places)
  if missing > 0 and without_room == 'replace' then
    replaced = making_way(rep, missing)
    if not replaced then return nil, 'nothing_rings' end
  else
    if room < 1 then against[#against + 1] = 'no_room' end
    if places < 1 then against[#against + 1] = 'too_many_open' end
  end
  if #against > 0 and without_room ~= 'over' then return nil, against[1] end
  return { over = #against > 0 and table.concat(against, '+') or nil, leads = replaced }
end

-- Gives them the lead, which nobody has. What makes way goes back with its score: no miss, and the
-- turn is given back.
function by_hand.give(lead, rep, r, way, former)
  local replaced = {}
  for i, one in ipairs(way.leads) do
    replaced[i] = one.id
    transition.change({ kind = 'withdrawn', lead = one.id, rep = rep.id, tenant = one.tenant,
      epoch = one.epoch, reason = 'replaced', episode = one.episode, refund = one.charge })
    transition.change({ kind = 'queued', lead = one.id, tenant = one.tenant, reason = 'replaced',
      relax_at = ladder.relax_at(leads.since(one), pools.of(one.pool), one.relaxed) })
  end
  transition.change({ kind = 'handed_over', lead = lead.id, rep = rep.id, tenant = lead.tenant, by = r.by,
    reason = r.reason, former = former, over = way.over,
    replaced = #replaced > 0 and replaced or nil })
  dispatch.assign(lead, { rep = rep.id, start = dispatch.next_turn(rep, lead.pool, 'all'), ledger = 'all',
    why = 'handed over' })
  ladder.check_hot(lead.id)
  actions.accept(r, lead.epoch)
  -- The receiver too: a paced start that is over is noticed when it is looked at.
  dispatch.together({ former or rep.id, former and rep.id }, way.leads)
end

return by_hand
