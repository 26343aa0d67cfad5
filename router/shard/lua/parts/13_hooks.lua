-- What happened, told by an aggregate to those after it, which it does not know: a part or the changes
-- of a later one bind to it what then becomes of theirs. What is bound in `changes` runs in folds too,
-- and takes all it needs from what it is told and the state.
local hooks = {}

local bound = {} -- by what happened: functions, in the order of the files
function hooks.on(what, run)
  bound[what] = bound[what] or {}
  table.insert(bound[what], run)
end

function hooks.tell(what, ...)
  for _, run in ipairs(bound[what] or {}) do run(...) end
end

return hooks
