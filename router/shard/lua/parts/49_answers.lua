-- Answers to what people ask for: what was said before, and what the journal says now.
-- Uses: held, transition
local answers = {}

function answers.answer(c)
  c.kind = 'answered'
  c.asked = transition.asked
  transition.change(c)
end

-- What was answered to this action before, or nil: an id never acts twice.
function answers.answered(r)
  local before = held.recalled('a|' .. r.action)
  return before and cjson.decode(before)
end

-- Whether it was done before: whoever asks again gets no more than the answer.
function answers.acted(r)
  local before = answers.answered(r)
  return before and before.status == 200
end

-- The refusal of an action whose id is another's, or nil: an id belongs to what was first asked under
-- it, and under anything else nothing happens.
function answers.used_otherwise(r)
  local before = r.asked and answers.answered(r)
  if not before or not before.asked or before.asked == r.asked then return nil end
  answers.answer({ action = r.action, status = 422, reason = 'id_used', tenant = r.tenant })
  return 'refused'
end

return answers
