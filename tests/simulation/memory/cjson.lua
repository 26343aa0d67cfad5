-- JSON as Redis's cjson reads and writes it: numbers are doubles, printed with 14 digits; a table
-- is an array when its keys are 1 to n, and an empty one is an object.
local null = ...
local byte, find, format, gsub, sub = string.byte, string.find, string.format, string.gsub, string.sub

local ESCAPES = { ['"'] = '\\"', ['\\'] = '\\\\', ['/'] = '\\/', ['\b'] = '\\b', ['\f'] = '\\f',
  ['\n'] = '\\n', ['\r'] = '\\r', ['\t'] = '\\t', ['\127'] = '\\u007f' }
for i = 0, 31 do
  local char = string.char(i)
  ESCAPES[char] = ESCAPES[char] or format('\\u%04x', i)
end
local PLAIN = { ['"'] = '"', ['\\'] = '\\', ['/'] = '/', b = '\b', f = '\f', n = '\n', r = '\r',
  t = '\t' }

local function quoted(text)
  if find(text, '["\\/%c\127]') then text = gsub(text, '["\\/%c\127]', ESCAPES) end
  return '"' .. text .. '"'
end

local function write(value, out)
  local kind = type(value)
  if kind == 'string' then out[#out + 1] = quoted(value)
  elseif kind == 'number' then out[#out + 1] = format('%.14g', value)
  elseif kind == 'boolean' then out[#out + 1] = value and 'true' or 'false'
  elseif value == null or value == nil then out[#out + 1] = 'null'
  elseif kind ~= 'table' then error('Cannot serialise ' .. kind .. ': type not supported', 0)
  elseif #value > 0 then
    for i, item in ipairs(value) do
      out[#out + 1] = i == 1 and '[' or ','
      write(item, out)
    end
    out[#out + 1] = ']'
  else
    local names = {}
    for name in pairs(value) do names[#names + 1] = name end
    table.sort(names) -- cjson writes them in any order; so a run can be repeated byte by byte
    out[#out + 1] = '{'
    for i, name in ipairs(names) do
      out[#out + 1] = (i == 1 and '' or ',') .. quoted(name) .. ':'
      write(value[name], out)
    end
    out[#out + 1] = '}'
  end
end

local function utf8(code)
  if code < 0x80 then return string.char(code) end
  if code < 0x800 then
    return string.char(0xC0 + math.floor(code / 0x40), 0x80 + code % 0x40)
  end
  if code < 0x10000 then
    return string.char(0xE0 + math.floor(code / 0x1000), 0x80 + math.floor(code / 0x40) % 0x40,
      0x80 + code % 0x40)
  end
  return string.char(0xF0 + math.floor(code / 0x40000), 0x80 + math.floor(code / 0x1000) % 0x40,
    0x80 + math.floor(code / 0x40) % 0x40, 0x80 + code % 0x40)
end

local function unescaped(text)
  text = gsub(text, '\\u([dD][89abAB]%x%x)\\u([dD][c-fC-F]%x%x)', function(high, low)
    return utf8(0x10000 + (tonumber(high, 16) - 0xD800) * 0x400 + tonumber(low, 16) - 0xDC00)
  end)
  return (gsub(text, '\\(.)(%x?%x?%x?%x?)', function(what, digits)
    if what == 'u' then return utf8(tonumber(digits, 16)) end
    return PLAIN[what] .. digits
  end))
end

local read

local function read_string(text, at)
  local from = at
  while true do
    local quote = find(text, '["\\]', at) or error('Expected value but found invalid token', 0)
    if byte(text, quote) == 34 then
      local raw = sub(text, from, quote - 1)
      return find(raw, '\\', 1, true) and unescaped(raw) or raw, quote + 1
    end
    at = quote + 2
  end
end

local function skip(text, at)
  local code = byte(text, at)
  while code == 32 or code == 10 or code == 13 or code == 9 do
    at = at + 1
    code = byte(text, at)
  end
  return at, code
end

local function read_array(text, at)
  local out, n, code, value = {}, 0, nil, nil
  at, code = skip(text, at)
  if code == 93 then return out, at + 1 end
  while true do
    value, at = read(text, at)
    n = n + 1
    out[n] = value
    at, code = skip(text, at)
    at = at + 1
    if code == 93 then return out, at end
    if code ~= 44 then error('Expected comma or array end but found invalid token', 0) end
  end
end

local function read_object(text, at)
  local out, code, name, value = {}, nil, nil, nil
  at, code = skip(text, at)
  if code == 125 then return out, at + 1 end
  while true do
    at, code = skip(text, at)
    if code ~= 34 then error('Expected object key string but found invalid token', 0) end
    name, at = read_string(text, at + 1)
    at, code = skip(text, at)
    if code ~= 58 then error('Expected colon but found invalid token', 0) end
    value, at = read(text, at + 1)
    out[name] = value
    at, code = skip(text, at)
    at = at + 1
    if code == 125 then return out, at end
    if code ~= 44 then error('Expected comma or object end but found invalid token', 0) end
  end
end

local WORDS = { [116] = { 'true', true }, [102] = { 'false', false }, [110] = { 'null', null } }

function read(text, at)
  local code
  at, code = skip(text, at)
  if code == 34 then return read_string(text, at + 1) end
  if code == 123 then return read_object(text, at + 1) end
  if code == 91 then return read_array(text, at + 1) end
  local word = WORDS[code]
  if word then
    if sub(text, at, at + #word[1] - 1) ~= word[1] then error('Expected value but found invalid token', 0) end
    return word[2], at + #word[1]
  end
  local _, last = find(text, '^-?%d+%.?%d*[eE]?[+-]?%d*', at)
  if not last then error('Expected value but found invalid token', 0) end
  return tonumber(sub(text, at, last)), last + 1
end

return {
  null = null,
  encode = function(value)
    local out = {}
    write(value, out)
    return table.concat(out)
  end,
  decode = function(text)
    local value, at = read(text, 1)
    if skip(text, at) <= #text then error('Expected the end but found invalid token', 0) end
    return value
  end,
}
