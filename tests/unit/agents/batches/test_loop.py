"""The loop of an agent, on a consumer that is not there."""

import asyncio

import pytest
from faust.types import TP

from hotlead.agents.batches import Batch, Through
from tests.unit.agents.batches.fakes import INBOX, Bench, batch


async def test_all_that_is_queued_is_one_call_acknowledged_in_order() -> None:
    calls: list[list[Batch]] = []
    done = asyncio.Event()

    async def handle(batches: list[Batch]) -> None:
        calls.append(batches)
        done.set()

    bench = Bench(handle)
    queued = [batch(0, 3), batch(3, 2), batch(5)]
    bench.put(*queued)
    await done.wait()
    await bench.at_rest()
    assert calls == [queued]
    assert bench.batches.acknowledged == [(queued[0], 2), (queued[1], 4), (queued[2], 5)]
    await bench.close()


async def test_a_call_is_given_no_more_records_than_the_limit() -> None:
    calls: list[int] = []
    done = asyncio.Event()

    async def handle(batches: list[Batch]) -> None:
        calls.append(len(batches))
        if sum(calls) == 5:
            done.set()

    bench = Bench(handle, take_records_max=6)
    bench.put(*(batch(n * 3, 3) for n in range(5)))
    await done.wait()
    assert calls == [2, 2, 1]
    await bench.close()


async def test_a_stale_batch_is_dropped_before_the_work() -> None:
    calls: list[list[Batch]] = []
    done = asyncio.Event()

    async def handle(batches: list[Batch]) -> None:
        calls.append(batches)
        done.set()

    bench = Bench(handle)
    stale, current = batch(0, generation=0), batch(1)
    bench.put(stale, current)
    await done.wait()
    await bench.at_rest()
    assert calls == [[current]]
    assert bench.observer.dropped_batches == [stale]
    assert [acked for acked, _ in bench.batches.acknowledged] == [current]
    await bench.close()


async def test_a_batch_that_goes_stale_under_way_is_not_acknowledged() -> None:
    bench: Bench
    done = asyncio.Event()

    async def handle(batches: list[Batch]) -> None:
        bench.batches.generation = 2
        done.set()

    bench = Bench(handle)
    bench.put(batch(0))
    await done.wait()
    await bench.at_rest()
    assert bench.batches.acknowledged == []
    assert bench.observer.dropped_batches == [batch(0)]
    await bench.close()


async def test_a_handler_that_raises_is_called_again_with_what_is_still_current() -> None:
    bench: Bench
    calls: list[list[Batch]] = []
    done = asyncio.Event()

    async def handle(batches: list[Batch]) -> None:
        calls.append(batches)
        assert bench.batches.acknowledged == []
        if len(calls) < 4:
            raise ValueError("no")
        done.set()

    bench = Bench(handle)
    bench.put(batch(0), batch(1))
    await done.wait()
    await bench.at_rest()
    assert calls == [calls[0]] * 4
    assert bench.observer.attempts == [1, 2, 3]
    assert bench.batches.tried == calls[0] * 3
    assert len(bench.batches.acknowledged) == 2
    await bench.close()


async def test_what_is_queued_behind_a_failing_call_is_tried_in_vain_too() -> None:
    """Or another partition's batches would look stuck while what all need is away."""
    behind = batch(0, tp=TP("inbox", 1))
    done = asyncio.Event()
    bench: Bench

    async def handle(batches: list[Batch]) -> None:
        if not bench.batches.tried:
            bench.put(behind)
            raise ValueError("no")
        done.set()

    bench = Bench(handle)
    bench.put(batch(0))
    await done.wait()
    await bench.at_rest()
    assert bench.batches.tried == [batch(0), behind]
    await bench.close()


async def test_draining_ends_the_attempts() -> None:
    bench: Bench
    failed = asyncio.Event()

    async def handle(batches: list[Batch]) -> None:
        failed.set()
        raise ValueError("no")

    bench = Bench(handle, retry_first_s=1000, retry_longest_s=1000)
    bench.put(batch(0))
    await failed.wait()
    bench.draining.set()
    await bench.at_rest()
    assert bench.batches.acknowledged == []
    await bench.close()


@pytest.mark.parametrize("limits", [{"buffer_batches_max": 2}, {"buffer_bytes_max": 5}])
async def test_an_agent_is_full_by_batches_or_by_bytes(limits: dict[str, int]) -> None:
    started = asyncio.Event()

    async def handle(batches: list[Batch]) -> None:
        started.set()
        await asyncio.Event().wait()

    bench = Bench(handle, **limits)
    bench.put(batch(0))
    await started.wait()
    bench.put(batch(1, 4))
    assert not bench.loop.full()
    bench.put(batch(5))
    assert bench.loop.full()
    await bench.close()


async def test_a_handler_says_how_far_to_commit() -> None:
    done = asyncio.Event()

    async def handle(batches: list[Batch]) -> Through:
        done.set()
        return {INBOX: 4}

    bench = Bench(handle)
    queued = [batch(0, 3), batch(3, 3), batch(6, 3)]
    bench.put(*queued)
    await done.wait()
    await bench.at_rest()
    assert bench.batches.acknowledged == list(zip(queued, (2, 4, None), strict=True))
    await bench.close()
