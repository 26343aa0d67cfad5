-- What changes of the shard itself do to the state: answers, timers, its inbox.
-- Uses: shard, held
-- The answer to an action, kept so that the same id never acts twice. One whose id is another's
-- has none to keep.
function evolve.answered(c, at)
  if c.status == 422 then return end
  held.remember('a|' .. c.action, cjson.encode(c), at)
end

function evolve.timer_dropped(c)
  if c.again_at then held.set_deadline(c.member, c.again_at)
  else held.clear_deadline(c.member) end
end

-- What `next` is a position in.
function evolve.inbox_named(c)
  held.hold(shard.key('inbox'), 'log', c.log)
end

-- Kept in the journal; no state of their own.
function evolve.position() end
function evolve.unreadable() end
