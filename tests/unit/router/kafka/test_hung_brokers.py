"""Requests to a broker that hangs end soon; those that wait for others may take their time."""

import asyncio
from typing import Any

import pytest
from aiokafka.client import ConnectionGroup
from aiokafka.conn import CloseReason
from aiokafka.errors import RequestTimedOutError
from aiokafka.protocol.group import HeartbeatRequest, JoinGroupRequest

from hotlead.router.kafka.hung_brokers import bound_requests

HEARTBEAT = HeartbeatRequest("group", 1, "member")
JOIN = JoinGroupRequest("group", 10_000, 10_000, "", "consumer", "", [])
PLACE = (1, ConnectionGroup.COORDINATION)


class Connection:
    """Notes why it was closed."""

    def __init__(self) -> None:
        self.closed: list[CloseReason] = []

    def close(self, reason: CloseReason) -> None:
        self.closed.append(reason)


class Client:
    """Answers once it is told to."""

    def __init__(self) -> None:
        self.connection = Connection()
        self._conns = {PLACE: self.connection}
        self.answers = asyncio.Event()

    async def send(self, node: int, request: Any, *, group: Any) -> str:
        await self.answers.wait()
        return f"{node} {group.name}"


def made() -> Any:
    client: Any = Client()
    bound_requests(client, within_s=0.01)
    return client


async def test_an_answer_is_passed_on() -> None:
    client = made()
    client.answers.set()
    assert await client.send(1, HEARTBEAT, group=ConnectionGroup.COORDINATION) == "1 COORDINATION"
    assert client.connection.closed == []


async def test_without_an_answer_it_ends_and_hangs_up() -> None:
    client = made()
    with pytest.raises(RequestTimedOutError):
        await client.send(1, HEARTBEAT, group=ConnectionGroup.COORDINATION)
    assert client.connection.closed == [CloseReason.CONNECTION_TIMEOUT]


async def test_a_join_waits_for_the_other_members() -> None:
    client = made()
    joining = asyncio.create_task(client.send(1, JOIN, group=ConnectionGroup.COORDINATION))
    with pytest.raises(RequestTimedOutError):
        await client.send(2, HEARTBEAT, group=ConnectionGroup.COORDINATION)
    assert not joining.done()
    client.answers.set()
    assert await joining == "1 COORDINATION"
