"""Contacts asked for at one time are looked up at one time, each answered by itself."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from redis.exceptions import ConnectionError as RedisAway

from hotlead.router.gateway.contacts import TOGETHER_MAX, Contacts
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.state.views.contacts import Asked
from hotlead.router.state.views.models import FullContact
from hotlead.router.state.views.place import Place


def place(tenant: str = "main") -> Place:
    return Place(cast("Any", None), ShardKeys(0, "t:"), tenant)


class Lookup:
    """Stands for Redis: who asks twice is nobody, `away` fails."""

    def __init__(self) -> None:
        self.questions: list[list[str]] = []
        self.away = False

    async def __call__(self, where: Place, asked: Sequence[Asked]) -> list[FullContact | None]:
        self.questions.append([one.lead for one in asked])
        await asyncio.sleep(0.01)
        if self.away:
            raise RedisAway
        return [FullContact(name=f"{where.tenant} {one.lead} {one.rep}") for one in asked]


@pytest.fixture
def lookup(monkeypatch: pytest.MonkeyPatch) -> Lookup:
    made = Lookup()
    monkeypatch.setattr("hotlead.router.gateway.contacts.contacts_for", made)
    return made


async def test_what_is_asked_meanwhile_goes_out_together(lookup: Lookup) -> None:
    contacts, where = Contacts(), place()
    first = asyncio.create_task(contacts.of(where, Asked("ld_0", "wang")))
    await asyncio.sleep(0.005)
    later = [asyncio.create_task(contacts.of(where, Asked(f"ld_{n}", "li"))) for n in range(1, 4)]
    found = await asyncio.gather(first, *later)
    assert [one.name for one in found if one] == [
        "main ld_0 wang",
        "main ld_1 li",
        "main ld_2 li",
        "main ld_3 li",
    ]
    assert lookup.questions == [["ld_0"], ["ld_1", "ld_2", "ld_3"]]


async def test_tenants_are_asked_for_apart(lookup: Lookup) -> None:
    contacts = Contacts()
    one, two = await asyncio.gather(
        contacts.of(place("main"), Asked("ld_1", "wang")),
        contacts.of(place("acme"), Asked("ld_1", "wang")),
    )
    assert (one and one.name, two and two.name) == ("main ld_1 wang", "acme ld_1 wang")
    assert len(lookup.questions) == 2


async def test_one_question_is_bounded(lookup: Lookup) -> None:
    contacts, where = Contacts(), place()
    asked = [contacts.of(where, Asked(f"ld_{n}", "wang")) for n in range(TOGETHER_MAX + 1)]
    assert len(await asyncio.gather(*asked)) == TOGETHER_MAX + 1
    assert max(len(one) for one in lookup.questions) == TOGETHER_MAX


async def test_each_is_told_that_redis_is_away_and_the_next_is_answered(lookup: Lookup) -> None:
    contacts, where = Contacts(), place()
    lookup.away = True
    asked = [contacts.of(where, Asked(f"ld_{n}", "wang")) for n in range(2)]
    for error in await asyncio.gather(*asked, return_exceptions=True):
        assert isinstance(error, RedisAway)
    lookup.away = False
    assert await contacts.of(where, Asked("ld_1", "wang")) is not None


async def test_who_gives_up_takes_nothing_from_the_others(lookup: Lookup) -> None:
    contacts, where = Contacts(), place()
    gone = asyncio.create_task(contacts.of(where, Asked("ld_1", "wang")))
    stays = asyncio.create_task(contacts.of(where, Asked("ld_2", "wang")))
    await asyncio.sleep(0.001)
    gone.cancel()
    found = await stays
    assert found is not None
    assert found.name == "main ld_2 wang"
    assert lookup.questions == [["ld_1", "ld_2"]]
