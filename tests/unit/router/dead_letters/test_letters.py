"""What became of each letter, folded from the topic; and where each goes."""

import pytest

from hotlead.router.dead_letters import Letters
from hotlead.router.dead_letters.way_back import (
    CaptureName,
    Stays,
    WayBack,
    capture_name,
    capture_of,
    way_back,
)
from hotlead.router.settings import Settings
from hotlead.topics.dead_letters import (
    DeadLetter,
    Replayed,
    Taken,
    dead_letter,
    encode_dead_letter,
    encode_mark,
)
from hotlead.topics.inbox import (
    Acknowledge,
    CaptureReceived,
    InboxEvent,
    SignalReceived,
    encode_inbox,
)

SETTINGS = Settings(channels=("web-form",))
CAPTURE = CaptureReceived(
    tenant="acme",
    channel="web-form",
    event_id="wf-1",
    contact_id="c",
    at_ms=1,
    received_ms=1,
    contact={"email": "a@example.org"},
    masked="a***",
    identities=("h",),
)
SIGNAL = SignalReceived(tenant="acme", event_id="s", at_ms=1, visitor="v", signal="visit", value=1)
ACKNOWLEDGE = Acknowledge(action_id="a", tenant="acme", lead="ld_1", epoch="1-1", rep="kim")


def letter(raw: bytes = b"{", topic: str = "hotlead.signals", offset: int = 0) -> DeadLetter:
    return dead_letter(
        raw, reason="bad_json", detail="", topic=topic, partition=3, offset=offset, at_ms=7
    )


def of_inbox(event: InboxEvent) -> DeadLetter:
    return letter(encode_inbox(event), "hotlead.inbox")


class Topic:
    """The topic in the making."""

    def __init__(self, letters_max: int | None = None) -> None:
        self.letters = Letters(letters_max)

    def put(self, one: DeadLetter | Taken | Replayed) -> bool:
        value = encode_dead_letter(one)[1] if isinstance(one, DeadLetter) else encode_mark(one)
        return self.letters.take(self.letters.position, value) is not None

    def take(self, run: str, after: str = "", at: int = 0) -> None:
        self.put(Taken(letter=at, run=run, at_ms=5, after=after))

    def replayed(self, run: str) -> None:
        self.put(Replayed(letter=0, run=run, at_ms=6, topic="t", partition=0, offset=9))

    def state(self, offset: int = 0) -> tuple[str, str]:
        fate = self.letters.of(offset)
        assert fate is not None
        return fate.state, fate.run


def test_a_letter_waits_is_taken_and_replayed() -> None:
    topic = Topic()
    assert topic.put(letter())
    assert (topic.state(), topic.letters.waiting) == (("waiting", ""), {"bad_json": 1})
    topic.take("a")
    assert (topic.state(), topic.letters.waiting) == (("taken", "a"), {"bad_json": 0})
    topic.replayed("a")
    assert topic.state() == ("replayed", "a")
    topic.take("b", after="a")
    assert (topic.state(), topic.letters.waiting) == (("replayed", "a"), {"bad_json": 0})


def test_of_two_runs_the_first_in_the_log_has_it() -> None:
    topic = Topic()
    topic.put(letter())
    topic.take("a")
    topic.take("b")
    assert topic.state() == ("taken", "a")
    topic.replayed("b")
    assert topic.state() == ("taken", "a")


def test_of_two_that_follow_a_run_that_was_cut_off_the_first_has_it() -> None:
    topic = Topic()
    topic.put(letter())
    topic.take("a")
    topic.take("b", after="a")
    topic.take("c", after="a")
    assert (topic.state(), topic.letters.waiting) == (("taken", "b"), {"bad_json": 0})
    topic.replayed("a")
    assert topic.state() == ("taken", "b")


def test_a_copy_is_no_letter_of_its_own_but_another_record_at_its_place_is() -> None:
    topic = Topic()
    assert [topic.put(letter()), topic.put(letter()), topic.put(letter(b"["))] == [
        True,
        False,
        True,
    ]
    assert topic.letters.of(1) is None
    assert topic.letters.waiting == {"bad_json": 2}


def test_what_is_no_record_is_counted_and_passed() -> None:
    letters = Letters()
    for offset, value in enumerate((None, b"", b"[]", b"no", b'{"mark": "other"}')):
        assert letters.take(offset, value) is None
    assert (letters.unreadable, letters.position, len(letters)) == (5, 5, 0)


def test_the_oldest_are_forgotten_and_still_counted() -> None:
    topic = Topic(letters_max=2)
    for offset in range(3):
        topic.put(letter(offset=offset))
    assert (len(topic.letters), topic.letters.of(0)) == (2, None)
    assert topic.letters.waiting == {"bad_json": 3}
    for _ in range(2):
        topic.take("a", at=0)
    topic.take("a", at=1)
    assert topic.letters.waiting == {"bad_json": 1}


@pytest.mark.parametrize(
    ("given", "way"),
    [
        (letter(), WayBack("hotlead.signals")),
        (letter(topic="hotlead.capture.web-form"), WayBack("hotlead.capture.web-form")),
        (of_inbox(CAPTURE), WayBack("hotlead.inbox", 3)),
        (of_inbox(SIGNAL), WayBack("hotlead.inbox", 3)),
        (of_inbox(ACKNOWLEDGE), None),
        (letter(topic="hotlead.inbox"), None),
        (letter(topic="hotlead.journal"), None),
        (letter(topic="hotlead.capture.fax"), None),
        (letter(topic="other.signals"), None),
    ],
)
def test_where_a_letter_goes(given: DeadLetter, way: WayBack | None) -> None:
    found = way_back(given, SETTINGS)
    assert found == way if way is not None else isinstance(found, Stays)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b'{"event_id": "wf-1"}', CaptureName("main", "web-form", "wf-1")),
        (b'{"event_id": " wf-1", "tenant": "acme"}', CaptureName("acme", "web-form", "wf-1")),
        (b'{"event_id": 7}', CaptureName("main", "web-form", "7")),
        (b'{"event_id": ""}', None),
        (b'{"event_id": "' + b"x" * 129 + b'"}', None),
        (b'{"event_id": "wf-1", "tenant": []}', None),
        (b"[]", None),
        (b"\xff", None),
    ],
)
def test_whose_capture_it_was(raw: bytes, name: CaptureName | None) -> None:
    assert capture_of(letter(raw, "hotlead.capture.web-form"), SETTINGS) == name
    assert capture_of(letter(raw), SETTINGS) is None


def test_a_capture_that_failed_in_the_inbox_is_known_too() -> None:
    assert capture_of(of_inbox(CAPTURE), SETTINGS) == CaptureName("acme", "web-form", "wf-1")
    assert capture_of(of_inbox(SIGNAL), SETTINGS) is None


def test_a_letter_is_found_by_an_id_that_holds_a_phone_or_is_a_number() -> None:
    for event_id in (b'"13800138000"', b"13800138000", b"17"):
        raw = b'{"event_id": ' + event_id + b', "tenant": "acme"}'
        name = capture_of(letter(raw, "hotlead.capture.web-form"), SETTINGS)
        asked = event_id.decode().strip('"')
        assert name == capture_name(SETTINGS, "acme", "web-form", asked)
        assert "13800138000" not in str(name)
