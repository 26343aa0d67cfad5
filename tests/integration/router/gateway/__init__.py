"""The gateway in front of a real worker, Kafka and a store."""
