"""Pools as a shard has them: the numbers of the policy in force, and whether they are open."""
