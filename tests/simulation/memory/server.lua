-- What is above single values: all keys, streams, scripts, and the way in for commands.
local store, cjson, time = ...
local C, scripts = store.commands, {}

-- Keys

function C.DEL(...)
  local gone = 0
  for _, name in ipairs({ ... }) do
    if store.keys[name] then
      store.keys[name], gone = nil, gone + 1
      store.writes[name] = (store.writes[name] or 0) + 1
    end
  end
  return gone
end
C.UNLINK = C.DEL

function C.EXISTS(...)
  local found = 0
  for _, name in ipairs({ ... }) do
    if store.keys[name] then found = found + 1 end
  end
  return found
end

function C.TYPE(name)
  return { ok = store.keys[name] and store.keys[name].kind or 'none' }
end

-- Keys by pattern: `*` alone is a wild card, a backslash takes the next character as it is.
function C.KEYS(pattern)
  local out, lua = {}, {}
  local i = 1
  while i <= #pattern do
    local char = string.sub(pattern, i, i)
    if char == '*' then lua[#lua + 1] = '.*'
    else
      if char == '\\' then
        i = i + 1
        char = string.sub(pattern, i, i)
      end
      lua[#lua + 1] = string.gsub(char, '%W', '%%%0')
    end
    i = i + 1
  end
  local wanted = '^' .. table.concat(lua) .. '$'
  for name in pairs(store.keys) do
    if string.find(name, wanted) then out[#out + 1] = name end
  end
  table.sort(out)
  return out
end

-- All in one step: cursor 0, and the keys that match.
function C.SCAN(_, ...)
  local args = { ... }
  local pattern = '*'
  for i = 1, #args, 2 do
    if args[i] == 'MATCH' then pattern = args[i + 1] end
  end
  return { '0', C.KEYS(pattern) }
end

-- The same of what one key holds.
function C.HSCAN(name) return { '0', C.HGETALL(name) } end
function C.SSCAN(name) return { '0', C.SMEMBERS(name) } end
function C.ZSCAN(name) return { '0', C.ZRANGE(name, 0, -1, 'WITHSCORES') } end

function C.DBSIZE()
  return #C.KEYS('*')
end

function C.FLUSHDB()
  store.keys = {}
  return { ok = 'OK' }
end

function C.SET(name, value)
  C.DEL(name)
  store.keys[name] = { kind = 'string', size = 1, of = value }
  return { ok = 'OK' }
end

-- Streams, whose ids are made by the sender: "7-0".

function C.XADD(name, id, ...)
  local stream = store.value(name, 'stream', true)
  local number = tonumber(string.match(id, '^(%d+)-0$'))
  if number <= (stream.top or 0) then
    error('ERR The ID specified in XADD is equal or smaller than the target stream top item', 0)
  end
  stream.top, stream.size = number, stream.size + 1
  stream.of[stream.size] = { id, { ... } }
  return id
end

-- A stream stays when it is trimmed to nothing, as its last id must not come again.
function C.XTRIM(name, how, least)
  local stream, kept = store.value(name, 'stream', false), {}
  if how ~= 'MINID' then error('ERR only MINID is known to this store', 0) end
  if not stream then return 0 end
  local from = tonumber(string.match(least, '^(%d+)'))
  for _, row in ipairs(stream.of) do
    if tonumber(string.match(row[1], '^(%d+)')) >= from then kept[#kept + 1] = row end
  end
  local gone = stream.size - #kept
  stream.of, stream.size = kept, #kept
  return gone
end

function C.XLEN(name)
  local stream = store.value(name, 'stream')
  return stream and stream.size or 0
end

function C.XRANGE(name, least)
  local stream, out = store.value(name, 'stream'), {}
  local open, number = string.match(least, '^(%(?)(%d+)')
  if not stream then return out end
  for _, row in ipairs(stream.of) do
    local at = tonumber(string.match(row[1], '^(%d+)'))
    if at > tonumber(number or '0') or (at == tonumber(number or '0') and open ~= '(') then
      out[#out + 1] = row
    end
  end
  return out
end

-- The server

function C.TIME()
  local us = time()
  local s = math.floor(us / 1000000)
  return { string.format('%d', s), string.format('%d', us - s * 1000000) }
end

-- A copy of a value; those of keys hold nothing but themselves.
local function copied(value)
  if type(value) ~= 'table' then return value end
  local out = {}
  for name, part in pairs(value) do out[name] = copied(part) end
  return out
end

-- Scripts, in the sandbox that Redis gives them.

-- An argument as it goes over the wire. Most are strings already.
local function wire(arg)
  if type(arg) == 'string' then return arg end
  if type(arg) == 'number' then return string.format('%.17g', arg) end
  error('ERR Lua redis lib command arguments must be strings or integers', 0)
end

local function call(name, ...)
  local command = C[name] or error('ERR unknown command ' .. name, 0)
  local count, a, b, c, d = select('#', ...), ...
  -- Without a table: this is where most of the time goes.
  if count == 1 then return command(wire(a)) end
  if count == 2 then return command(wire(a), wire(b)) end
  if count == 3 then return command(wire(a), wire(b), wire(c)) end
  if count == 4 then return command(wire(a), wire(b), wire(c), wire(d)) end
  local args = { ... }
  for i = 1, count do args[i] = wire(args[i]) end
  return command(unpack(args, 1, count))
end

local SANDBOX = { redis = { call = call }, cjson = cjson, string = string, table = table,
  math = math, ipairs = ipairs, pairs = pairs, next = next, tonumber = tonumber,
  tostring = tostring, type = type, unpack = unpack, error = error, pcall = pcall, assert = assert,
  select = select, setmetatable = setmetatable }

local function compiled(text)
  local chunk = assert(loadstring(text, '@user_script'))
  local globals = setmetatable({}, {
    __index = function(_, name)
      error('Script attempted to access nonexistent global variable ' .. name, 2)
    end,
    __newindex = function(_, name) error('Attempted to modify a readonly table: ' .. name, 2) end,
  })
  for name, value in pairs(SANDBOX) do rawset(globals, name, value) end
  setfenv(chunk, globals)
  return function(count, ...)
    local keys, argv = {}, { ... }
    for i = 1, count do keys[i] = table.remove(argv, 1) end
    rawset(globals, 'KEYS', keys)
    rawset(globals, 'ARGV', argv)
    return chunk()
  end
end

local server = {}

function server.load(sha, text)
  scripts[sha] = compiled(text)
end

function server.knows(sha)
  return scripts[sha] ~= nil
end

function server.forget()
  scripts = {}
end

-- Each returns whether it went well, then the answer or the error's text.
function server.run(sha, count, ...)
  return pcall(scripts[sha], tonumber(count), ...)
end

function server.command(name, ...)
  if not C[name] then return false, 'ERR unknown command ' .. name end
  return pcall(C[name], ...)
end

function server.written(name)
  return store.writes[name] or 0
end

function server.copy()
  return copied(store.keys)
end

function server.put_back(keys)
  store.keys = copied(keys)
end

return server
