-- Reps whose bound of open leads is not the one of the policy in force.
-- Uses: shard
return shard.call('SRANDMEMBER', shard.key('bounds'), limit)
