"""Kafka: reachable, which release by its own account, and its topics."""

import asyncio
import struct
from collections.abc import Sequence
from typing import Final

from hotlead.router.doctor.checks import Check, bad, ok, warn
from hotlead.router.kafka.topic_contents import unreachable
from hotlead.router.provision.differences import Difference

API_VERSIONS: Final = 18
VERSION: Final = 3
FEATURE: Final = b"metadata.version"
FINALIZED: Final = 2
LEVEL_4_0: Final = 22
ANSWER_BYTES_MAX: Final = 1024 * 1024


async def look_at_broker(kafka: str, timeout_s: float) -> int | None:
    """The level of `metadata.version` that the first broker to answer reports; None without one.

    Kafka tells no release number over the wire; this level is what a cluster has agreed on.
    Raises KafkaUnreachable.
    """
    for server in kafka.split(","):
        host, _, port = server.strip().rpartition(":")
        try:
            async with asyncio.timeout(timeout_s):
                return level_in(await _ask(host.strip("[]"), int(port)))
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            continue
    raise unreachable(kafka)


async def _ask(host: str, port: int) -> bytes:
    client = b"hotlead-doctor"
    # Header version 2, then the client's name and version, each as a compact string.
    head = struct.pack(">hhih", API_VERSIONS, VERSION, 1, len(client)) + client + b"\0"
    request = head + b"\x08hotlead\x020\0"
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(struct.pack(">i", len(request)) + request)
        await writer.drain()
        (size,) = struct.unpack(">i", await reader.readexactly(4))
        if not 0 < size <= ANSWER_BYTES_MAX:
            raise ValueError("no answer of a Kafka broker")
        return await reader.readexactly(size)
    finally:
        writer.close()


def level_in(answer: bytes) -> int | None:
    """The finalized level of metadata.version in an ApiVersions response of version 3.

    Raises ValueError when it is none.
    """
    if len(answer) < 6 or struct.unpack_from(">i", answer)[0] != 1:
        raise ValueError("no answer of a Kafka broker")
    if struct.unpack_from(">h", answer, 4)[0] != 0:
        # An older broker than version 3 of this call.
        return None
    try:
        at = 6
        count, at = _varint(answer, at)
        for _ in range(count - 1):
            _, at = _tags(answer, at + 6)
        tags, at = _tags(answer, at + 4)
        return _feature(tags[FINALIZED]) if FINALIZED in tags else None
    except (IndexError, struct.error):
        raise ValueError("no answer of a Kafka broker") from None


def _feature(text: bytes) -> int | None:
    count, at = _varint(text, 0)
    for _ in range(count - 1):
        length, at = _varint(text, at)
        name, at = text[at : at + length - 1], at + length - 1
        level = int(struct.unpack_from(">h", text, at)[0])
        _, at = _tags(text, at + 4)
        if name == FEATURE:
            return level
    return None


def _varint(text: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = text[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def _tags(text: bytes, at: int) -> tuple[dict[int, bytes], int]:
    count, at = _varint(text, at)
    found = {}
    for _ in range(count):
        tag, at = _varint(text, at)
        size, at = _varint(text, at)
        found[tag] = text[at : at + size]
        at += size
    return found, at


def judge_level(level: int | None) -> Check:
    """Apache Kafka 4.0 or newer."""
    if level is None:
        return warn(
            "Kafka version",
            "the broker tells no metadata.version, so it is no Apache Kafka 4 (the embedded Tansu"
            " tells none)",
            "use Apache Kafka 4 where leads matter; Tansu keeps nothing",
        )
    if level < LEVEL_4_0:
        return warn(
            "Kafka version",
            f"metadata.version {level}, older than Apache Kafka 4.0",
            "this router is tested with Apache Kafka 4: upgrade",
        )
    return ok("Kafka version", f"metadata.version {level}: Apache Kafka 4.0 or newer")


def judge_topics(missing: Sequence[str], differences: Sequence[Difference]) -> Check:
    """All there, and as they should be."""
    if missing:
        return bad(
            "topics",
            f"{len(missing)} missing, the first is {missing[0]}",
            "run `hotlead topics apply`",
        )
    if differences:
        one = differences[0]
        return bad(
            "topics",
            f"{len(differences)} differences; {one.topic} has {one.property} {one.found}, not"
            f" {one.wanted}",
            one.cannot or "run `hotlead topics apply --fix`",
        )
    return ok("topics", "all there, as they should be")
