-- Lists of names as one text, `a,b,c`, and sets of names.
local lists = {}

function lists.split(text, separator)
  local out = {}
  for part in string.gmatch(text or '', '[^' .. separator .. ']+') do out[#out + 1] = part end
  return out
end

function lists.within(text, name)
  return string.find(',' .. (text or '') .. ',', ',' .. name .. ',', 1, true) ~= nil
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
