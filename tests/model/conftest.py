"""The stores of the integration tests."""

from tests.integration.conftest import redis70, store, valkey

__all__ = ["redis70", "store", "valkey"]
