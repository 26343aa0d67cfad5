-- Leads that are still to be scored under the policy in force.
-- Uses: shard
return shard.call('SRANDMEMBER', shard.key('rescore'), limit)
