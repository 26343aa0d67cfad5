-- What changes of the people at the board do to the state.
-- Uses: shard, held
local function keep_staff(c, fields)
  local field = c.tenant .. '|' .. c.staff
  local text = held.field_of(shard.key('staff'), field)
  local known = text and cjson.decode(text) or {}
  for name, value in pairs(fields) do known[name] = value end
  -- In the order of the names, as the fold is to give the same text.
  local parts = {}
  for _, name in ipairs({ 'name', 'role', 'active', 'signed_out' }) do
    if known[name] ~= nil then
      parts[#parts + 1] = cjson.encode(name) .. ':' .. cjson.encode(known[name])
    end
  end
  held.hold(shard.key('staff'), field, '{' .. table.concat(parts, ',') .. '}')
end

function evolve.staff_registered(c)
  keep_staff(c, { name = c.name, role = c.role, active = c.active })
end

function evolve.staff_signed_out(c)
  keep_staff(c, { signed_out = c.before })
end
