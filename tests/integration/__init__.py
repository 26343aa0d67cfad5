"""Tests against real Kafka and Redis; workers run as subprocesses."""
