-- Phones of reps: which take pushes, and until when the receipt of one counts.
-- Uses: shard, held, transition, reps
local phones = {}

local PUSHES_EACH = 8

function phones.takes_pushes(rep, subscription)
  return shard.call('HEXISTS', shard.key('push', rep.id), subscription) == 1
end

-- In the order of their names, as the journal is to be the same each time.
function phones.subscriptions_of(rep)
  local names = {}
  for name in pairs(held.hash(shard.key('push', rep.id))) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- No receipt counts beyond now, as no phone can be reached any more.
local function count_no_receipt(rep)
  local seen = shard.call('ZSCORE', shard.key('heartbeats'), rep.id)
  if seen and tonumber(seen) > shard.real then
    shard.call('ZADD', shard.key('heartbeats'), shard.real, rep.id)
  end
end

function phones.unsubscribe(rep, subscription, why)
  transition.change({ kind = 'push_unsubscribed', rep = rep.id, tenant = rep.tenant,
    subscription = subscription, why = why })
  if shard.call('EXISTS', shard.key('push', rep.id)) == 0 then count_no_receipt(rep) end
end

-- Before a subscription comes: a phone is one rep's, whoever logged in on it last, and of a rep's
-- too many the oldest goes.
function phones.make_way(rep, subscription)
  local holder = shard.call('HGET', shard.key('push_of'), subscription)
  if holder and holder ~= rep.id then phones.unsubscribe(reps.of(holder), subscription, 'moved') end
  local others, first, first_at = 0, nil, nil
  for name, text in pairs(held.hash(shard.key('push', rep.id))) do
    if name ~= subscription then
      local at = cjson.decode(text).at
      others = others + 1
      if not first or at < first_at or (at == first_at and name < first) then
        first, first_at = name, at
      end
    end
  end
  if others >= PUSHES_EACH then phones.unsubscribe(rep, first, 'too_many') end
end

return phones
