"""What is read waits for the journal: nobody is told what may yet turn out void."""

import asyncio
from dataclasses import replace

import pytest

from hotlead.router.gateway.dead_letters import DeadLetterIndex
from hotlead.router.shard.tail import JournalTail
from hotlead.router.state.views.place import Moment, Place
from tests.integration.house import Estate, House, open_house


async def reads_of(house: House) -> list[tuple[str, str]]:
    """Every read of what Redis holds, with who may make it; there is something to be found."""
    await house.rep(house.kim)
    event = house.event("13800138000", event_id="read")
    await house.call("POST", "/v1/captures/web-form", body=event)
    lead = (await house.change("assigned", rep=house.kim))["lead"]
    return [
        (f"/v1/leads/{lead}", "sup"),
        (f"/v1/leads/{lead}/explain", "sup"),
        ("/v1/queue", "sup"),
        ("/v1/stats", "sup"),
        ("/v1/reps", "sup"),
        ("/v1/captures/web-form/read", "sup"),
        (f"/v1/reps/{house.kim}", house.kim),
        (f"/v1/reps/{house.kim}/assignments", house.kim),
        (f"/v1/reps/{house.kim}/leads", house.kim),
        (f"/v1/reps/{house.kim}/events", house.kim),
    ]


async def test_every_read_waits_for_the_journal(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = await reads_of(house)
    for path, by in reads[:-1]:
        assert (await house.call("GET", path, by)).status_code == 200, path

    async def behind(tail: JournalTail, shard: int, seq: int, timeout_s: float) -> bool:
        return False

    monkeypatch.setattr(JournalTail, "reached", behind)
    for path, by in reads:
        answer = await house.call("GET", path, by)
        assert (answer.status_code, answer.json()["error"]) == (503, "unavailable"), path
        assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("half", ["unfinished", "behind"])
async def test_nothing_is_read_from_a_state_that_is_being_made_anew(
    house: House, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    """Also not that there is no such rep, as long as reps are not back."""
    reads = [*await reads_of(house), ("/v1/reps/nobody", "sup")]
    if half == "behind":
        monkeypatch.setattr(JournalTail, "seq", lambda _tail, _shard: 10**9)
    else:
        moment = Place.moment

        async def unfinished(place: Place) -> Moment:
            return replace(await moment(place), whole=False)

        monkeypatch.setattr(Place, "moment", unfinished)
    for path, by in reads:
        answer = await house.call("GET", path, by)
        assert (answer.status_code, answer.json()["error"]) == (503, "unavailable"), path
        assert "anew" in answer.json()["message"]


async def test_nobody_is_told_never_sent_while_the_dead_letters_are_still_read(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def reads_for_ever(index: DeadLetterIndex) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(DeadLetterIndex, "_follow", reads_for_ever)
    async with open_house(estate) as house:
        answer = await house.call("GET", "/v1/captures/web-form/gone", "sup")
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
