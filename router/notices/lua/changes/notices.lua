-- What changes of notices do to the state.
-- Uses: story
function evolve.notice_sent(c, at)
  story.tell(c, at, { to = c.to, via = c.via, result = c.result })
end

function evolve.notice_seen(c, at)
  story.tell(c, at, { rep = c.rep })
end
