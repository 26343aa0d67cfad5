"""Which broker to ask first: one that answers now.

aiokafka asks the brokers of its list one after another, and waits for each as long as for any
request: a first broker that hangs delays every new client by that, though two others serve.
"""

import asyncio
from typing import Final

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import KafkaError

from hotlead.router.cancelling import cancel

WAIT_MS: Final = 2_000


async def answering_first(kafka: str) -> str:
    """The same brokers, the first one that answered before the others; as given if none did."""
    named = [one.strip() for one in kafka.split(",") if one.strip()]
    if len(named) < 2:
        return kafka
    asked = {asyncio.create_task(_answers(one)): one for one in named}
    waiting = set(asked)
    try:
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.result():
                    first = asked[task]
                    return ",".join([first, *(one for one in named if one != first)])
    finally:
        await cancel(waiting)
    return kafka


async def _answers(broker: str) -> bool:
    """Whether it takes a connection and says which versions of the protocol it speaks."""
    [(host, port, _)] = collect_hosts(broker)
    try:
        connection = await create_conn(host, port, request_timeout_ms=WAIT_MS)
    except (KafkaError, OSError, TimeoutError):
        return False
    connection.close()
    return True
