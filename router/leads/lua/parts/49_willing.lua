-- Who is left for a lead that some have refused.
-- Uses: shard, lists, reps, queues, matching
local willing = {}

-- Whether a rep on duty who may serve a waiting lead, and may have another, has not refused it.
function willing.anybody(lead)
  local class, needs = queues.class(lead.class), matching.asked(lead.class)
  for _, kind in ipairs(reps.kinds_of(class.place)) do
    if matching.serves(matching.kind(kind), needs) then
      for _, id in ipairs(shard.call('SMEMBERS', shard.key('members', class.place, kind))) do
        local rep = reps.of(id)
        if not lists.within(class.refused, id) and reps.on_duty(rep) and reps.may_have_another(rep) then
          return true
        end
      end
    end
  end
  return false
end

return willing
