"""Which log a topic's name stands for now: cluster and topic id, which Kafka makes with the topic.

A topic that was deleted and made anew has the old name, and offsets that mean something else: its
id alone tells. aiokafka (0.14) speaks Metadata up to version 5, and ids came with version 10
(KIP-516); so the request of version 12 stands here, in aiokafka's own terms.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import IncompatibleBrokerVersion
from aiokafka.protocol.abstract import AbstractType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

METADATA: Final = 3
_TEXT: Final = CompactString("utf-8")
_TAGS: Final = ("tags", TaggedFields)


class _Id(AbstractType[bytes]):
    """A topic's id: 16 bytes, all 0 for none."""

    NONE: Final = bytes(16)

    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return value

    @classmethod
    def decode(cls, data: BytesIO) -> bytes:
        return data.read(16)


class _Answer(Response):
    API_KEY = METADATA
    API_VERSION = 12
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32), ("host", _TEXT), ("port", Int32), ("rack", _TEXT), _TAGS
            ),
        ),
        ("cluster_id", _TEXT),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", _TEXT),
                ("topic_id", _Id),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        _TAGS,
                    ),
                ),
                ("authorized_operations", Int32),
                _TAGS,
            ),
        ),
        _TAGS,
    )


class _Asked(RequestStruct):
    API_KEY = METADATA
    API_VERSION = 12
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _Answer
    SCHEMA = Schema(
        ("topics", CompactArray(("topic_id", _Id), ("name", _TEXT), _TAGS)),
        ("allow_auto_topic_creation", Boolean),
        ("include_authorized_operations", Boolean),
        _TAGS,
    )


class _Ask(Request[_Asked]):
    API_KEY = METADATA

    def __init__(self, names: Iterable[str]) -> None:
        self._names = names

    def build(self, request_struct_class: type[_Asked]) -> _Asked:
        return request_struct_class(
            [(_Id.NONE, name, {}) for name in self._names], False, False, {}
        )


async def topic_ids(client: AIOKafkaClient, names: Iterable[str]) -> dict[str, str]:
    """Of each of these topics that is there, which log it is: `cluster/id`, as Kafka prints them.

    A broker that gives topics no ids says '' of each. Raises what aiokafka raises.
    """
    wanted = sorted(names)
    try:
        answer: Any = await client.send(client.get_random_node(), _Ask(wanted))
    except (IncompatibleBrokerVersion, NotImplementedError):  # an old broker
        return dict.fromkeys(wanted, "")
    return {
        name: f"{answer.cluster_id or ''}/{_printed(raw)}" if raw != _Id.NONE else ""
        for error, name, raw, *_ in answer.topics
        if error == 0
    }


def is_another(known: str, now: str) -> bool:
    """Whether a topic is another log now than it was known as; '' on either side says nothing."""
    return "" not in (known, now) and now != known


def _printed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
