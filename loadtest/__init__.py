"""The bench: open-loop load on real Kafka and Redis, and peers that do the same work."""
