"""Requests of one client that end soon though the broker hangs.

A broker that was stopped (SIGSTOP), or whose machine stands still, hangs up on nobody: new
connections to it are accepted by its kernel, and requests get no answer. aiokafka (0.14) waits for
`request_timeout_ms` each time, holds the lock of all new connections meanwhile, and asks for the
leaders anew only after that; and that time must be longer than a rebalance may take, for a member
waits so long for the others. So it is bounded by the kind of request here.
"""

import asyncio
from typing import Any, Final

from aiokafka.client import AIOKafkaClient, ConnectionGroup
from aiokafka.conn import CloseReason
from aiokafka.errors import RequestTimedOutError
from aiokafka.protocol.group import JoinGroupRequest, SyncGroupRequest
from aiokafka.protocol.produce import ProduceRequest

ANSWER_S: Final = 5.0
"""A healthy broker answers in milliseconds; under load, in a second or two."""
#: Answered when the other members have come, their leader has decided, all copies have it.
_WAITS_FOR_OTHERS: Final = (JoinGroupRequest, SyncGroupRequest, ProduceRequest)


def bound_requests(client: AIOKafkaClient, within_s: float = ANSWER_S) -> None:
    """Has a client give up a request after `within_s`, hang up, and ask for the leaders anew."""
    bounded: Any = client
    send = bounded.send

    async def soon(node: int, request: Any, *, group: Any = ConnectionGroup.DEFAULT) -> Any:
        if isinstance(request, _WAITS_FOR_OTHERS):
            return await send(node, request, group=group)
        try:
            async with asyncio.timeout(within_s):
                return await send(node, request, group=group)
        except TimeoutError:
            connection = bounded._conns.get((node, group))
            if connection is not None:
                connection.close(reason=CloseReason.CONNECTION_TIMEOUT)
            raise RequestTimedOutError from None

    bounded.send = soon
