"""What people are shown of a shard's state: read from Redis, which no view ever changes."""
