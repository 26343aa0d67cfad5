"""A shard on each store, checked after every test, decisions too."""

from tests.integration.state.conftest import shard

__all__ = ["shard"]
