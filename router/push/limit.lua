-- Takes one message from every limit of a channel, or from none and says how long to wait.
-- KEYS: 1 the channel's hash: window in microseconds to the instant at which that bucket is full
-- ARGV: for each limit three numbers: window, burst, and microseconds for one message
-- From: any state; no key means full buckets
-- Returns: 0 when one was taken from all, else the milliseconds until all can give one
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full_at, wait = {}, 0
for i = 1, #ARGV, 3 do
  local burst, each = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local at = math.max(tonumber(redis.call('HGET', KEYS[1], ARGV[i]) or 0), now)
  -- No bucket is emptier than empty: when the clock was put back, wait no longer than for that.
  at = math.min(at, now + burst * each)
  full_at[i] = at + each
  wait = math.max(wait, at - now - (burst - 1) * each)
end
if wait > 0 then return math.ceil(wait / 1000) end
local last = 0
for i = 1, #ARGV, 3 do
  redis.call('HSET', KEYS[1], ARGV[i], string.format('%.0f', full_at[i]))
  last = math.max(last, full_at[i])
end
redis.call('PEXPIRE', KEYS[1], math.ceil((last - now) / 1000) + 1000)
return 0
