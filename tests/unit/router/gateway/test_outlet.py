"""Events on their way to Kafka."""

import asyncio

import pytest
from aiokafka.errors import KafkaTimeoutError
from prometheus_client import CollectorRegistry

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.outlet import Outlet
from hotlead.router.metrics import Metrics


class FakeProducer:
    """Acknowledges when the test says so."""

    def __init__(self) -> None:
        self.acks: list[asyncio.Future[None]] = []

    async def send(
        self, topic: str, value: bytes, partition: int | None = None, **_: object
    ) -> asyncio.Future[None]:
        self.acks.append(asyncio.get_running_loop().create_future())
        return self.acks[-1]


def made(timeout_s: float = 5.0) -> tuple[Outlet, FakeProducer, CollectorRegistry]:
    producer, registry = FakeProducer(), CollectorRegistry()
    outlet = Outlet(producer, Metrics(registry), events_max=3, timeout_s=timeout_s)  # type: ignore[arg-type]
    return outlet, producer, registry


async def test_all_are_sent_before_any_is_awaited() -> None:
    outlet, producer, _ = made()
    sending = asyncio.create_task(outlet.send("topic", [b"1", b"2", b"3"], "capture"))
    await asyncio.sleep(0.01)
    assert len(producer.acks) == 3
    for ack in producer.acks:
        assert not sending.done()
        ack.set_result(None)
    await sending


async def test_too_many_under_way_are_refused_at_once() -> None:
    outlet, producer, _ = made()
    sending = asyncio.create_task(outlet.send("topic", [b"1", b"2"], "capture"))
    await asyncio.sleep(0.01)
    with pytest.raises(RequestRefused) as refused:
        await outlet.send("topic", [b"3", b"4"], "capture")
    assert (refused.value.status, refused.value.more["retry_after_s"]) == (503, 1)
    assert len(producer.acks) == 2
    for ack in producer.acks:
        ack.set_result(None)
    await sending
    sending = asyncio.create_task(outlet.send("topic", [b"3", b"4"], "capture"))
    await asyncio.sleep(0.01)
    for ack in producer.acks[2:]:
        ack.set_result(None)
    await sending


async def test_an_outage_is_503_and_counted() -> None:
    outlet, producer, registry = made(timeout_s=0.01)
    with pytest.raises(RequestRefused) as late:
        await outlet.send("topic", [b"1"], "capture")
    outlet_, producer, registry_ = made()
    sending = asyncio.create_task(outlet_.send("topic", [b"1"], "capture"))
    await asyncio.sleep(0.01)
    producer.acks[0].set_exception(KafkaTimeoutError())
    with pytest.raises(RequestRefused) as failed:
        await sending
    assert (late.value.status, failed.value.status) == (503, 503)
    for one in (registry, registry_):
        errors = one.get_sample_value("hotlead_produce_errors_total", {"topic": "capture"})
        assert errors == 1
