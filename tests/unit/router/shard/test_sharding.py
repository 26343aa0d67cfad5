"""Which shard serves a tenant: for life."""

from hypothesis import given
from hypothesis import strategies as st

from hotlead.router.shard.sharding import shard_of


def test_tenants_stay_where_they_are() -> None:
    placed = {name: shard_of(name, 16) for name in ("main", "other", "东方", "a")}
    assert placed == {"main": 4, "other": 0, "东方": 8, "a": 3}


@given(st.text(min_size=1), st.integers(1, 64))
def test_a_shard_is_one_of_them(tenant: str, shards: int) -> None:
    assert 0 <= shard_of(tenant, shards) < shards
