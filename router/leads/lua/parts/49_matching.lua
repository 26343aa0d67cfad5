-- Matching: which kinds of rep may serve a class. A rep who becomes free is held against every class
-- of their pools, so within a script a kind is taken apart once, and each thing that it is asked for.
-- Uses: lists
local matching = {}

local known = {}
function matching.kind(name)
  local kind = known[name]
  if not kind then
    local tier, skills, regions = string.match(name, '^([^|]*)|([^|]*)|(.*)$')
    kind = { tier = tonumber(tier), skills = skills, regions = regions, has = {} }
    known[name] = kind
  end
  return kind
end

local function has(kind, token)
  local what, value = string.match(token, '^([^:]*):(.*)$')
  if what == 'skill' then return lists.within(kind.skills, value) end
  if what == 'region' then return kind.regions == '' or lists.within(kind.regions, value) end
  return what ~= 'tier' or kind.tier >= tonumber(value)
end

-- What a class asks of a rep, who refused it, and whether its leads are hot, by its name alone (see
-- 22_queues.lua).
function matching.asked(class)
  local wait, needs, refused = string.match(class, '^[^|]*|[^|:]*:([^|]*)|([^|]*)|(.*)$')
  return needs, refused, wait == 'hot'
end

-- True when reps of this kind have all that is asked of them.
function matching.serves(kind, needs)
  for token in string.gmatch(needs, '[^,]+') do
    local met = kind.has[token]
    if met == nil then
      met = has(kind, token)
      kind.has[token] = met
    end
    if not met then return false end
  end
  return true
end

return matching
