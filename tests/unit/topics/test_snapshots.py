"""Manifests and chunks: what was written is read, and nothing else is."""

from dataclasses import asdict
from typing import Any

import orjson
import pytest

from hotlead.topics.snapshots import (
    Manifest,
    chunk_key,
    decode_chunk,
    decode_manifest,
    encode_chunk,
    encode_manifest,
    is_manifest,
    manifest_key,
)

MANIFEST = Manifest(
    *("s1", "schema", "log"), 7, "stamp", 9, 2, 512, "digest", first=3, previous=-1, at_ms=5
)


def test_what_was_written_is_read() -> None:
    assert decode_manifest(encode_manifest(MANIFEST)) == MANIFEST
    commands = orjson.dumps([["HSET", "lead:ld_1", ["state", "waiting"]]])
    assert decode_chunk(encode_chunk(commands)) == commands


def test_keys_tell_snapshots_apart() -> None:
    keys = [chunk_key("s1", 0), chunk_key("s1", 1), chunk_key("s2", 0)]
    keys += [manifest_key("s1"), manifest_key("s2")]
    assert len(set(keys)) == len(keys)
    assert [is_manifest(key) for key in keys] == [False, False, False, True, True]
    assert not is_manifest(None)


@pytest.mark.parametrize(
    "changes", [{"seq": "7"}, {"seq": None}, {"more": 1}, {"chunks": 1.5}, {"id": 4}], ids=str
)
def test_another_form_is_no_manifest(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a manifest"):
        decode_manifest(orjson.dumps(asdict(MANIFEST) | changes))


@pytest.mark.parametrize("value", [b"", b"{}", b"not JSON", b"[1]"])
def test_bytes_that_are_neither(value: bytes) -> None:
    with pytest.raises(ValueError, match="not a manifest"):
        decode_manifest(value)
    with pytest.raises(ValueError, match="not a chunk"):
        decode_chunk(value)
