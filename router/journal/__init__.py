"""Kafka's logs as they are read here: bounded pieces, and the journal followed for ever."""
