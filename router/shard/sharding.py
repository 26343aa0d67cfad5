"""Which shard serves a tenant."""

import zlib


def shard_of(tenant: str, shards: int) -> int:
    """The shard of a tenant: CRC-32 of its name, modulo the number of shards (fixed for life)."""
    return zlib.crc32(tenant.encode()) % shards
