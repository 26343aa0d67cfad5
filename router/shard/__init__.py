"""One shard: its keys in Redis, the chain that its journal is, the line to its owner and back."""
