"""Writing dead letters: as many as come, and never more of them under way than are sent in time."""

import asyncio
from typing import Any, cast

from prometheus_client import CollectorRegistry

from hotlead.agents.batches import Record
from hotlead.agents.dead_letters import UNDER_WAY_BYTES, DeadLetterWriter
from hotlead.router.metrics import Metrics
from hotlead.router.settings import Settings


class Producer:
    """Kafka takes one at a time; `most` is the most that it had in hand."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.sent = self.most = 0
        self.asked, self.answers = asyncio.Event(), asyncio.Event()
        self.answers.set()

    async def send_and_wait(self, _: str, value: bytes, *, key: bytes) -> None:
        assert key
        self.sizes.append(len(value))
        self.most = max(self.most, sum(self.sizes))
        self.asked.set()
        try:
            await self.answers.wait()
            await asyncio.sleep(0)
        finally:
            self.sizes.remove(len(value))
        self.sent += 1


def record(offset: int, size: int) -> Record:
    return Record("t", 0, offset, 1, 0, None, b"x" * size, None, -1, size, ())


async def test_letters_of_a_large_batch_wait_for_one_another() -> None:
    producer = Producer()
    writer = DeadLetterWriter(cast("Any", producer), Settings(), Metrics(CollectorRegistry()))
    sizes = [10, 2_000_000, 9_000_000, 10] * 5
    await asyncio.gather(
        *(
            writer.write(record(offset, size), "bad_json", "x", stage="captures")
            for offset, size in enumerate(sizes)
        )
    )
    assert producer.sent == 5 * (1 + 1 + 4 + 1)
    assert 4_000_000 < producer.most <= UNDER_WAY_BYTES


async def test_who_is_cut_off_gives_the_room_back() -> None:
    """As at the end of a drain, twice: once is not always heard."""
    producer = Producer()
    producer.answers.clear()
    writer = DeadLetterWriter(cast("Any", producer), Settings(), Metrics(CollectorRegistry()))
    large = [record(offset, 2_200_000) for offset in range(9)]
    tasks = [
        asyncio.create_task(writer.write(one, "bad_json", "x", stage="captures")) for one in large
    ]
    await producer.asked.wait()
    for _ in range(2):
        for task in tasks:
            task.cancel()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks, return_exceptions=True)
    producer.answers.set()
    await writer.write(record(9, 2_200_000), "bad_json", "x", stage="captures")
    await writer.write(record(10, 6_000_000), "bad_json", "x", stage="captures")
    assert producer.sent == 1 + 3
