-- Scores: what a change tells of a lead's, from its points.
local scores = { FULL = 100000000 }

-- The change, with a score of these points by the pool's weights; freshness counts from `captured_at`.
function scores.told(change, pool, profile, heat, captured_at)
  change.profile, change.heat = math.min(scores.FULL, profile), math.min(scores.FULL, heat)
  change.base = math.floor(pool.weight_profile * change.profile + pool.weight_heat * change.heat + 0.5)
  change.start, change.slope, change.wait = pool.start, pool.slope, pool.wait
  change.captured_at, change.freezes_at = captured_at, captured_at + pool.lasts
  return change
end

return scores
