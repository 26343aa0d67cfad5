"""Ways that fail: tried while the notice counts, then the next way, and said in the journal."""

import asyncio
from collections.abc import Callable
from email.utils import formatdate

import httpx
import pytest

from hotlead.agents.notices import Notices
from hotlead.agents.notices.queue import FAILING_S, GIVEN_UP_S
from hotlead.router.policy.document import Policy
from hotlead.router.policy.people import Person, WebhookChannel
from hotlead.router.push.outcome import PAUSE_MAX_S
from tests.unit.agents.notices_world import Inbox, rung, told_by
from tests.unit.agents.simulated_time import BEGAN_MS, simulated
from tests.whole_changes import whole_change

Now = Callable[[], float]
ASIDE = "reminder"


def channel(name: str, *rungs: str) -> WebhookChannel:
    return WebhookChannel(url=f"http://hooks.example.org/{name}", rungs=rungs)


def policy(*names: str, duty: str | None = None) -> dict[str, Policy]:
    """A supervisor with these channels, of which the rung tells by the first alone."""
    first, *others = names
    channels = (channel(first), *(channel(name, ASIDE) for name in others))
    managers = (Person(id="zhao", channels=(channel(duty, ASIDE),)),) if duty else ()
    supervisors = (Person(id="kim", channels=channels),)
    return {"p": Policy(version="p", supervisors=supervisors, duty_managers=managers)}


class Receivers:
    """Each answers by the seconds that passed; what came is kept."""

    def __init__(self, now: Now, **says: Callable[[float], int | httpx.Response | None]) -> None:
        self._now, self._says = now, says
        self.came: list[tuple[str, float, str, bytes]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path[1:]
        self.came.append((name, self._now(), request.headers["webhook-id"], request.content))
        said = self._says[name](self._now())
        if said is None:
            raise httpx.ConnectError("nobody there")
        return said if isinstance(said, httpx.Response) else httpx.Response(said)

    def at(self, name: str) -> list[float]:
        return [round(at, 2) for one, at, _, _ in self.came if one == name]


def fired(notices: Notices) -> None:
    notices.hear(*rung("p"), 0, 2, 41)


def results(inbox: Inbox) -> list[tuple[str, str]]:
    return [(event.to, event.result) for _, event in inbox.events]


def test_a_receiver_that_is_down_for_ten_minutes_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main(now: Now) -> None:
        says = Receivers(now, lin=lambda at: None if at < 600 else 204)
        async with told_by(policy("lin"), says) as (notices, inbox):
            fired(notices)
            await asyncio.sleep(599)
            assert notices.through(0, 60) == 41, "a worker that dies now leaves it to the next"
            assert results(inbox) == [("kim", "failing")]
            await asyncio.sleep(PAUSE_MAX_S + 2)
            assert notices.through(0, 60) == 60
            assert results(inbox) == [("kim", "failing"), ("kim", "accepted")]
            assert inbox.events[1][1].attempts == len(says.came)
        at = says.at("lin")
        assert 600 <= at[-1] <= 600 + PAUSE_MAX_S
        assert at[4] < 16, "one that is away for seconds is not waited for longer than that"
        assert 20 < len(at) < 60
        assert len({(message_id, body) for _, _, message_id, body in says.came}) == 1

    simulated(monkeypatch, main)


def test_one_that_stays_away_is_tried_until_the_notice_is_no_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def main(now: Now) -> None:
        says = Receivers(now, lin=lambda _: 503)
        async with told_by(policy("lin"), says) as (notices, inbox):
            fired(notices)
            await asyncio.sleep(GIVEN_UP_S + 1)
            assert results(inbox) == [("kim", "failing"), ("kim", "refused")]
            assert notices.through(0, 60) == 60
            count = len(says.came)
            await asyncio.sleep(600)
            assert len(says.came) == count
            assert len(notices._next) == 0
        assert GIVEN_UP_S - PAUSE_MAX_S - 1 < says.at("lin")[-1] < GIVEN_UP_S

    simulated(monkeypatch, main)


@pytest.mark.parametrize("shape", ["seconds", "date"])
def test_retry_after_is_kept(monkeypatch: pytest.MonkeyPatch, shape: str) -> None:
    async def main(now: Now) -> None:
        asked = str(200) if shape == "seconds" else formatdate(BEGAN_MS / 1000 + 200, usegmt=True)
        busy = httpx.Response(429, headers={"Retry-After": asked})
        says = Receivers(now, lin=lambda at: busy if at < 150 else 204)
        async with told_by(policy("lin"), says) as (notices, inbox):
            fired(notices)
            await asyncio.sleep(210)
            assert results(inbox)[-1] == ("kim", "accepted")
        first, second = says.at("lin")
        assert 200 <= second - first <= 202

    simulated(monkeypatch, main)


def test_who_asks_to_wait_longer_than_it_counts_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def main(now: Now) -> None:
        busy = httpx.Response(503, headers={"Retry-After": "3000"})
        says = Receivers(now, lin=lambda _: busy, spare=lambda _: 204)
        async with told_by(policy("lin", "spare"), says) as (notices, inbox):
            fired(notices)
            await asyncio.sleep(5)
            assert results(inbox) == [("kim", "refused"), ("kim", "accepted")]
        assert [name for name, *_ in says.came] == ["lin", "spare"]

    simulated(monkeypatch, main)


def test_the_next_way_is_told_beside_one_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main(now: Now) -> None:
        says = Receivers(
            now, lin=lambda at: None if at < 300 else 204, spare=lambda _: 204, third=lambda _: 204
        )
        async with told_by(policy("lin", "spare", "third"), says) as (notices, inbox):
            fired(notices)
            await asyncio.sleep(400)
            assert [result for _, result in results(inbox)] == ["failing", "accepted", "accepted"]
        assert FAILING_S - PAUSE_MAX_S - 1 <= says.at("spare")[0] <= FAILING_S
        assert says.at("third") == []
        assert len({message_id for _, _, message_id, _ in says.came}) == 1

    simulated(monkeypatch, main)


def test_a_last_word_passes_it_on_at_once_and_then_to_the_duty_manager(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def main(now: Now) -> None:
        says = Receivers(now, lin=lambda _: 410, spare=lambda _: 410, zhao=lambda _: 204)
        async with told_by(policy("lin", "spare", duty="zhao"), says) as (notices, inbox):
            fired(notices)
            await asyncio.sleep(2)
            assert results(inbox) == [("kim", "gone"), ("kim", "gone"), ("zhao", "accepted")]
            assert len(notices._next) == 0
        ids = [message_id for _, _, message_id, _ in says.came]
        assert ids == ["0-7-2-kim", "0-7-2-kim", "0-7-2-zhao"]

    simulated(monkeypatch, main)


def test_what_is_heard_again_while_it_waits_is_not_told_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a rebalance the journal is read again from where it was committed."""

    async def main(now: Now) -> None:
        says = Receivers(now, lin=lambda at: None if at < 100 else 204)
        async with told_by(policy("lin"), says) as (notices, inbox):
            change, entry = rung("p")
            for _ in range(2):
                notices.hear(change, entry, 0, 2, 41)
                await asyncio.sleep(30)
            await asyncio.sleep(100)
            assert results(inbox).count(("kim", "accepted")) == 1
            assert notices.through(0, 60) == 60

    simulated(monkeypatch, main)


@pytest.mark.parametrize(
    ("told", "again"), [(["accepted"], 0), (["failing"], 1), ([], 1), (["failing", "refused"], 0)]
)
def test_what_the_journal_says_was_told_is_not_told_again(
    monkeypatch: pytest.MonkeyPatch, told: list[str], again: int
) -> None:
    """A worker takes over: an older one held the commit, and this one's result is further on."""

    async def main(now: Now) -> None:
        says = Receivers(now, lin=lambda _: 204)
        async with told_by(policy("lin"), says) as (notices, _):
            change, entry = rung("p")
            await asyncio.sleep(60)
            notices.hear(change, entry, 0, 2, 41)
            for result in told:
                sent = {"notice": "0-7-2-kim", "via": "webhook", "result": result}
                notices.hear(whole_change("notice_sent", **sent), entry, 0, 0, 42)
            assert notices.through(0, 60) == 41
            await asyncio.sleep(10)
            assert len(says.came) == again
            assert notices.through(0, 60) == 60

    simulated(monkeypatch, main)
