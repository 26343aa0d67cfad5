"""Kafka's clients as they are used here: to produce, to read logs, what aiokafka leaves open."""
