"""Whom a change tells what."""

from typing import Any

from hotlead.agents.notices.notice import Notice, Told
from hotlead.agents.notices.whom import Whom
from hotlead.router.policy.document import Policy, Pool, Rung
from hotlead.router.policy.people import AppriseChannel, Person
from hotlead.topics.journal import Entry, RawChange
from hotlead.topics.journal.assignments import Assigned
from hotlead.topics.journal.leads import RungFired
from tests.whole_changes import whole

LADDER = (
    Rung(name="first", after_s=60, remind=True),
    Rung(name="second", after_s=120, remind=True, notify="supervisors"),
    Rung(name="last", after_s=300, notify="duty-managers"),
)


def channel(name: str, *rungs: str) -> AppriseChannel:
    return AppriseChannel(kind="apprise", url=f"json://{name}", rungs=rungs)


POLICY = Policy(
    version="p1",
    pools={"main": Pool(ladder=LADDER)},
    supervisors=(Person(id="sup", channels=(channel("all"), channel("late", "last"))),),
    duty_managers=(Person(id="duty", channels=(channel("duty"),)),),
    reps=(
        Person(
            id="kim",
            channels=(
                channel("reminders"),
                channel("new", "assigned"),
                channel("both", "assigned", "second"),
            ),
        ),
    ),
)


def told(kind: str, *, at: int = 0, **given: Any) -> Told:
    change: RawChange = {
        "kind": kind,
        "lead": "ld_1",
        "tenant": "main",
        "pool": "main",
        "score": 86_000_000,
        "rep": "kim",
        "epoch": "7-1",
    } | given
    entry = Entry(9, "s", "p", 1, 1, at, "p1", (whole(change),))
    [typed] = entry.changes
    assert isinstance(typed, Assigned | RungFired)
    return Told(typed, entry, 3, 2, -1)


def named(it: Told) -> list[tuple[str, str, str]]:
    found = Whom(lambda _: POLICY).addressed(it)
    return [(person.id, channel.url, notice.matter) for person, channel, notice in found]


def phone(it: Told) -> Notice | None:
    return Whom(lambda _: POLICY).to_rep(it)


def test_a_new_assignment_goes_to_the_channels_that_name_it() -> None:
    assert named(told("assigned")) == [
        ("kim", "json://new", "assigned"),
        ("kim", "json://both", "assigned"),
    ]


def test_a_reminder_goes_to_the_holders_channels_of_its_rung() -> None:
    assert named(told("rung", name="first", does="remind")) == [
        ("kim", "json://reminders", "remind")
    ]


def test_a_rung_may_tell_a_rep_and_supervisors() -> None:
    assert named(told("rung", name="second", does="remind+supervisors")) == [
        ("sup", "json://all", "escalated"),
        ("kim", "json://reminders", "remind"),
        ("kim", "json://both", "remind"),
    ]
    assert named(told("rung", name="last", does="duty-managers")) == [
        ("duty", "json://duty", "escalated")
    ]


def test_no_holder_or_a_new_one_is_reminded_of_nothing() -> None:
    for given in ({"rep": None, "epoch": None}, {"moved": True}):
        assert named(told("rung", name="first", does="remind", **given)) == []
        assert phone(told("rung", name="first", does="remind", **given)) is None
    assert named(told("assigned", rep="lee")) == []


def test_the_phone_is_told_of_assignments_and_reminders_only() -> None:
    for it, matter in (
        (told("assigned"), "assigned"),
        (told("rung", name="first", does="remind"), "remind"),
    ):
        notice = phone(it)
        assert notice is not None
        assert (notice.id, notice.to, notice.matter) == ("3-9-2-kim", "kim", matter)
        assert (notice.epoch, notice.high) == ("7-1", True)
    assert phone(told("rung", name="last", does="duty-managers")) is None


def test_until_is_the_end_of_the_assignment_or_the_next_rung() -> None:
    def until(it: Told) -> int | None:
        notice = phone(it)
        assert notice is not None
        return notice.until

    assert until(told("assigned", expires_at=5000)) == 5000
    assert until(told("assigned", hot_at=1000, at=1000)) == 61_000
    assert until(told("assigned", hot_at=1000, at=61_000)) == 121_000
    assert until(told("assigned", hot_at=1000, at=999_000)) is None
    assert until(told("assigned", hot_at=1000, at=1000, rung_at=900_000)) == 900_000
    assert until(told("rung", name="first", does="remind", hot_at=0, next_due=120_000)) == 120_000
