"""The policy in force is looked up once for all who ask at a time, and nobody goes without."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from redis.exceptions import RedisError

from hotlead.router.gateway import policies
from hotlead.router.gateway.policies import Policies
from hotlead.router.settings import Settings


class Shard:
    """A tenant's place, that answers when it is told to."""

    tenant = "main"

    def __init__(self) -> None:
        self.looks = 0
        self.answer = asyncio.Event()
        self.lost = False

    async def moment(self) -> Any:
        self.looks += 1
        await self.answer.wait()
        if self.lost:
            raise RedisError
        return SimpleNamespace(policy="")


async def begun(place: Any, of: Policies) -> asyncio.Task[Any]:
    task = asyncio.create_task(of.in_force(place))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return task


async def test_who_asks_while_it_is_first_looked_up_waits_for_that_look() -> None:
    place, of = Shard(), Policies(Settings())
    asked = [await begun(place, of) for _ in range(3)]
    assert (place.looks, [task.done() for task in asked]) == (1, [False] * 3)
    place.answer.set()
    found = await asyncio.gather(*asked)
    assert {one.policy.version for one in found} == {"default"}
    assert place.looks == 1


async def test_who_asks_while_it_is_looked_up_again_goes_by_what_was_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place, of = Shard(), Policies(Settings())
    place.answer.set()
    any_place: Any = place
    known = await of.in_force(any_place)
    monkeypatch.setattr(policies, "IN_FORCE_S", 0.0)
    place.answer.clear()
    looking = await begun(place, of)
    monkeypatch.setattr(policies, "IN_FORCE_S", 5.0)
    async with asyncio.timeout(1):  # whoever waited for the look would wait for ever
        assert await of.in_force(any_place) is known
    place.lost = True
    place.answer.set()
    assert await looking is None
    assert await of.in_force(any_place) is None
    assert place.looks == 2


async def test_a_look_that_was_given_up_is_made_by_the_next() -> None:
    place, of = Shard(), Policies(Settings())
    first = await begun(place, of)
    second = await begun(place, of)
    first.cancel()
    place.answer.set()
    found = await second
    assert found is not None
    assert place.looks == 2
