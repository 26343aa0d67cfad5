-- Lists of names as one text, `a,b,c`, and sets of names.
local lists = {}

function lists.split(text, separator)
  if text and text ~= '' and not string.find(text, separator, 1, true) then return { text } end
  local out = {}
  for part in string.gmatch(text or '', '[^' .. separator .. ']+') do out[#out + 1] = part end
  return out
end

function lists.within(text, name)
  if text == name then return true end
  if not text or #text <= #name then return false end
  return string.find(',' .. text .. ',', ',' .. name .. ',', 1, true) ~= nil
end

function lists.joined(text, name)
  if lists.within(text, name) then return text end
  local parts = lists.split(text, ',')
  parts[#parts + 1] = name
  table.sort(parts)
  return table.concat(parts, ',')
end

function lists.set(...)
  local out = {}
  for _, name in ipairs({ ... }) do out[name] = true end
  return out
end

return lists
