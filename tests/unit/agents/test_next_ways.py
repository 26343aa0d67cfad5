"""By what a person is told next when their ways fail."""

from hotlead.agents.notices.next_ways import NextWays
from hotlead.agents.notices.notice import Notice
from hotlead.agents.notices.whom import Addressed, Whom
from hotlead.router.policy.document import Policy
from hotlead.router.policy.people import Person, WebhookChannel
from hotlead.router.push.sentences import Matter


def person(name: str, *channels: str) -> Person:
    return Person(id=name, channels=tuple(WebhookChannel(url=f"http://{one}") for one in channels))


POLICY = Policy(
    version="p",
    supervisors=(person("lin", "a", "b", "c"), person("wu", "d")),
    duty_managers=(person("zhao", "e", "f"), person("chen", "g"), person("none")),
    reps=(person("wang", "h", "i"),),
)


def ways() -> NextWays:
    return NextWays(Whom(lambda _: POLICY))


def notice(to: str, *, rep: bool = False) -> Notice:
    matter: Matter = "assigned" if rep else "escalated"
    return Notice(
        id=f"0-7-2-{to}",
        to=to,
        matter=matter,
        shard=0,
        tenant="main",
        lead="ld_1",
        pool="main",
        channel="web-form",
        score=1,
        at=1,
        policy="p",
        epoch="7-1" if rep else None,
    )


def named(nexts: list[Addressed]) -> list[tuple[str, str]]:
    return [(one.id, channel.url) for one, channel, _ in nexts]


def test_the_channels_follow_each_other_in_the_policys_order() -> None:
    told, lin = ways(), notice("lin")
    told.begun(lin, "http://b")
    assert named(told.ended(lin, "http://b", "refused")) == [("lin", "http://a")]
    told.begun(lin, "http://a")
    assert named(told.failing(lin, "http://a")) == [("lin", "http://c")]
    told.begun(lin, "http://c")
    assert told.ended(lin, "http://c", "accepted") == []
    assert told.ended(lin, "http://a", "unanswered") == [], "it had its next way when it failed"
    assert len(told) == 0


def test_while_another_way_of_theirs_may_take_it_nothing_is_passed_on() -> None:
    told, lin = ways(), notice("lin")
    for url in ("http://a", "http://b"):
        told.begun(lin, url)
    assert told.failing(lin, "http://a") == []
    assert named(told.failing(lin, "http://b")) == [("lin", "http://c")]


def test_who_was_told_by_one_is_not_told_by_a_third() -> None:
    told, lin = ways(), notice("lin")
    for url in ("http://a", "http://b"):
        told.begun(lin, url)
    assert told.ended(lin, "http://a", "accepted") == []
    assert told.ended(lin, "http://b", "gone") == []
    assert len(told) == 0


def test_the_duty_managers_are_told_when_no_supervisor_is_reached() -> None:
    told, lin, wu = ways(), notice("lin"), notice("wu")
    for url in "abc":
        told.begun(lin, f"http://{url}")
    told.begun(wu, "http://d")
    for url in "abc":
        assert told.ended(lin, f"http://{url}", "refused") == [], "Wu may be reached yet"
    nexts = told.ended(wu, "http://d", "unanswered")
    assert named(nexts) == [("zhao", "http://e"), ("chen", "http://g")]
    assert [one.id for _, _, one in nexts] == ["0-7-2-zhao", "0-7-2-chen"]
    for _, channel, one in nexts:
        told.begun(one, channel.url)
    (zhao, chen) = (one for _, _, one in nexts)
    assert named(told.ended(zhao, "http://e", "gone")) == [("zhao", "http://f")]
    told.begun(zhao, "http://f")
    assert told.ended(chen, "http://g", "accepted") == []
    assert told.ended(zhao, "http://f", "refused") == [], "Chen has it"
    assert len(told) == 0


def test_a_rep_is_told_by_their_channels_when_no_phone_is_reached() -> None:
    told, wang = ways(), notice("wang", rep=True)
    for phone in ("https://push/1", "https://push/2"):
        told.begun(wang, phone)
    assert told.ended(wang, "https://push/1", "gone") == []
    assert named(told.ended(wang, "https://push/2", "refused")) == [("wang", "http://h")]
    told.begun(wang, "http://h")
    assert named(told.ended(wang, "http://h", "refused")) == [("wang", "http://i")]
    told.begun(wang, "http://i")
    assert told.ended(wang, "http://i", "refused") == [], "no duty manager is told of it"
    assert len(told) == 0


def test_what_is_obsolete_or_too_old_goes_no_further() -> None:
    for result in ("obsolete", "given_up"):
        told, lin = ways(), notice("lin")
        told.begun(lin, "http://a")
        assert told.ended(lin, "http://a", result) == []
        assert len(told) == 0


def test_what_waits_already_is_not_begun_again() -> None:
    told, lin = ways(), notice("lin")
    assert told.begun(lin, "http://a")
    assert not told.begun(lin, "http://a")
    assert told.begun(notice("wu"), "http://a"), "another person's"
