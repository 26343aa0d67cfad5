-- Matching: which kinds of rep may serve a class.
-- Uses: lists
local matching = {}

-- True when reps of this kind have all that the class, as queues.class() has it, needs.
function matching.serves(kind, class)
  local serves = class.serving[kind]
  if serves == nil then
    local tier, skills, regions = string.match(kind, '^([^|]*)|([^|]*)|(.*)$')
    serves = true
    for _, token in ipairs(class.needs) do
      local what, value = string.match(token, '^([^:]*):(.*)$')
      if (what == 'skill' and not lists.within(skills, value))
        or (what == 'region' and regions ~= '' and not lists.within(regions, value))
        or (what == 'tier' and tonumber(tier) < tonumber(value)) then serves = false end
    end
    class.serving[kind] = serves
  end
  return serves
end

function matching.tier(kind)
  return tonumber(string.match(kind, '^([^|]*)'))
end

return matching
