-- Phones of reps: which take pushes, and until when the receipt of one counts.
local PUSHES_EACH = 8

local function takes_pushes(rep, subscription)
  return call('HEXISTS', key('push', rep.id), subscription) == 1
end

-- In the order of their names, as the journal is to be the same each time.
local function subscriptions_of(rep)
  local names = {}
  for name in pairs(hash(key('push', rep.id))) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- No receipt counts beyond now, as no phone can be reached any more.
local function count_no_receipt(rep)
  local seen = call('ZSCORE', key('heartbeats'), rep.id)
  if seen and tonumber(seen) > shard.real then
    call('ZADD', key('heartbeats'), shard.real, rep.id)
  end
end

local function unsubscribe(rep, subscription, why)
  change({ kind = 'push_unsubscribed', rep = rep.id, tenant = rep.tenant,
    subscription = subscription, why = why })
  if call('EXISTS', key('push', rep.id)) == 0 then count_no_receipt(rep) end
end

-- Before a subscription comes: a phone is one rep's, whoever logged in on it last, and of a rep's
-- too many the oldest goes.
local function make_way(rep, subscription)
  local holder = call('HGET', key('push_of'), subscription)
  if holder and holder ~= rep.id then unsubscribe(rep_of(holder), subscription, 'moved') end
  local others, first, first_at = 0, nil, nil
  for name, text in pairs(hash(key('push', rep.id))) do
    if name ~= subscription then
      local at = cjson.decode(text).at
      others = others + 1
      if not first or at < first_at or (at == first_at and name < first) then
        first, first_at = name, at
      end
    end
  end
  if others >= PUSHES_EACH then unsubscribe(rep, first, 'too_many') end
end
