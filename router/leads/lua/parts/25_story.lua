-- What happened with a lead, as people are shown it: its newest lines.
-- Uses: shard
local story = {}

local LINES_EACH = 100

-- One line; an empty text says nothing.
function story.tell(c, at, line)
  for name, value in pairs(line) do
    if value == '' then line[name] = nil end
  end
  line.at, line.kind = at, c.kind
  local length = shard.call('RPUSH', shard.key('story', c.lead), cjson.encode(line))
  if length > LINES_EACH then shard.call('LTRIM', shard.key('story', c.lead), -LINES_EACH, -1) end
end

-- A line with when it was done, if that was before it was told; `entered_after` by how much, if long before.
function story.dated(c, line)
  line.done_at, line.entered_after = c.done_at, c.entered_after
  return line
end

return story
