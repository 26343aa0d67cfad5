"""A shard's state in Redis: one Lua file a transition, its recovery, snapshots, and views of it."""
