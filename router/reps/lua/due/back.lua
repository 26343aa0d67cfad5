-- Reps who were offline and from whom a sign of life came.
-- Uses: shard
return shard.call('SRANDMEMBER', shard.key('back'), limit)
