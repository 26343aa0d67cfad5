-- One transition: it starts with begin() and ends with finish(); run.lua calls it with its own ARGV.
local ARGV = ARGV
local EPOCH0 = 1577836800000 -- 2020-01-01, the common instant that queue keys are put back to
local HOUR, MINUTE = 3600000, 60000
local SEEN_FOR, HELD_FOR = 72 * HOUR, 720 * HOUR
local HELD_EACH, SIGNALS_EACH = 100, 100
local STEP = 200 -- the most members that one step moves
local STEPS = 10 -- the most steps of one transition
local changes, steps_left, E = {}, STEPS, {}
local request, asked -- what is asked of this transition; of an action, in one word
local used_otherwise -- 60_actions.lua: the refusal of an action whose id is another's

-- The refusal, as { code }, or nothing when the transition may go on.
-- ARGV: generation, follows, position ('' for a timer), stamp, payload.
local function begin()
  changes, steps_left, shard.position = {}, STEPS, nil
  if shard.generation ~= tonumber(ARGV[1]) then return { 'stale' } end
  if shard.next < tonumber(ARGV[2]) then return { 'gap' } end
  if ARGV[3] ~= '' then
    shard.position = tonumber(ARGV[3])
    if shard.position < shard.next then return { 'skipped' } end
  end
  request = cjson.decode(ARGV[5])
  asked = request.asked
  return asked and used_otherwise()
end

-- A change of state: written down, then applied by the same function that the fold uses.
local function change(c)
  changes[#changes + 1] = c
  E[c.kind](c, shard.now)
end

-- Takes the position and, when anything changed, appends the entry to the outbox.
local function finish(code)
  shard.touched = true
  if shard.position then shard.next = shard.position + 1 end
  local entry = ''
  if #changes > 0 then
    entry = cjson.encode({
      type = 'entry', version = 1, seq = shard.seq + 1, stamp = ARGV[4], prev = shard.tip,
      generation = shard.generation, next = shard.next, at = shard.now,
      policy = shard.policy, changes = changes,
    })
    shard.seq, shard.tip = shard.seq + 1, ARGV[4]
    call('XADD', key('outbox'), shard.seq .. '-0', 'entry', entry)
  end
  return { code, entry }
end

local function issue_epoch()
  shard.counter = shard.counter + 1
  return string.format('%d-%d', shard.generation, shard.counter)
end

local function payload()
  return request
end

local function split(text, separator)
  local out = {}
  for part in string.gmatch(text or '', '[^' .. separator .. ']+') do out[#out + 1] = part end
  return out
end

local function within(text, name)
  return string.find(',' .. (text or '') .. ',', ',' .. name .. ',', 1, true) ~= nil
end

local function joined(text, name)
  if within(text, name) then return text end
  local parts = split(text, ',')
  parts[#parts + 1] = name
  table.sort(parts)
  return table.concat(parts, ',')
end
