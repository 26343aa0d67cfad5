"""The scripts of a shard, driven as its owner drives them, on Redis and on Valkey."""
