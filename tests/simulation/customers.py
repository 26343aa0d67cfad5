"""People who look at pages, call, and leave their contact on three channels, in any order."""

from collections.abc import Callable, Iterator
from functools import partial

from hotlead.topics.captures import AttributeValue
from hotlead.topics.inbox import CaptureReceived, InboxEvent, SignalReceived
from tests.simulation.agenda import HOUR, MINUTE, SECOND, Agenda

CHANNELS = ("web-form", "short-video", "call-center")
SIGNALS = (("page_dwell", 150.0), ("page_dwell", 20.0), ("video_complete", 1.0))
KEPT_MS = {"web-form": 2 * SECOND, "short-video": 90 * SECOND, "call-center": 10 * SECOND}

IMPORT_AT, IMPORTED_A_SECOND, FIRST_IMPORTED = 9 * HOUR + 30 * MINUTE, 100, 50_000
"""When a table of old leads is taken, how fast, and the number of its first person."""


class Customers:
    """Makes a day's captures and signals. `keep` stores a contact before its capture is sent."""

    def __init__(
        self,
        agenda: Agenda,
        send: Callable[[InboxEvent], None],
        keep: Callable[[CaptureReceived], None],
        come_h: tuple[int, int, int],
    ) -> None:
        self._agenda, self._send, self._keep = agenda, send, keep
        self._come_ms = [hour * HOUR for hour in come_h]
        self._people = 0

    def day(self, leads: float) -> None:
        """Plans one day with so many captures on average."""
        chance = self._agenda.chance
        for _ in range(round(chance.gauss(leads, leads / 5))):
            at = round(chance.triangular(*self._come_ms))
            self._agenda.after(at, self._comes)

    def imported(self, leads: int) -> Iterator[CaptureReceived]:
        """So many who left their contact months ago, taken from a table at half past nine."""
        chance, at = self._agenda.chance, self._agenda.now + IMPORT_AT
        for number in range(leads):
            person, event_id = FIRST_IMPORTED + number, self._agenda.new_id("i")
            event = CaptureReceived(
                tenant="main",
                channel="web-form",
                event_id=event_id,
                at_ms=at - chance.randrange(30, 300) * 24 * HOUR,
                received_ms=at,
                contact={"phone": f"+86138001{person:05d}"},
                contact_id=f"c{event_id}",
                masked=f"138****{person % 10000:04d}",
                identities=(f"id:{person}",),
                attributes={"region": chance.choice(("east", "west", "north"))},
            )
            self._keep(event)
            self._agenda.after(
                IMPORT_AT + number // IMPORTED_A_SECOND * SECOND, partial(self._send, event)
            )
            yield event

    def _comes(self) -> None:
        chance, after = self._agenda.chance, self._agenda.after
        returns = self._people and chance.random() < 0.15
        if not returns:
            self._people += 1
        person = chance.randrange(max(1, self._people - 300), self._people + 1)
        person = person if returns else self._people
        channel = chance.choice(CHANNELS)
        # What was there before and what comes after reach us in any order.
        for _ in range(chance.choice((0, 1, 2, 3))):
            after(chance.randrange(30 * MINUTE), self._signal(person, *chance.choice(SIGNALS)))
        if channel == "call-center":
            after(chance.randrange(MINUTE), self._signal(person, "inbound_call", 1.0))
        if chance.random() < 0.3:
            after(chance.randrange(24 * HOUR), self._signal(person, "repeat_visit", 1.0))
        at = chance.randrange(5 * MINUTE)
        after(at, lambda: self._captured(person, channel))

    def _signal(self, person: int, kind: str, value: float) -> Callable[[], None]:
        event = SignalReceived(
            tenant="main",
            event_id=self._agenda.new_id("s"),
            at_ms=self._agenda.now,
            visitor=f"v{person}",
            signal=kind,
            value=value,
        )
        return lambda: self._send(event)

    def _captured(self, person: int, channel: str) -> None:
        chance, now = self._agenda.chance, self._agenda.now
        attributes: dict[str, AttributeValue] = {}
        if chance.random() < 0.8:
            attributes["region"] = chance.choice(("east", "east", "west", "north", "island"))
        if chance.random() < 0.7:
            attributes["budget"] = chance.choice((40_000, 120_000, 260_000, 900_000))
        if chance.random() < 0.7:
            attributes["house_type"] = chance.choice(("villa", "duplex", "apartment"))
        identities = [f"id:{person}"]
        if chance.random() < 0.05:
            identities.append(f"id:{max(1, person - 1)}")
        phone = f"+86138001{person:05d}"
        event_id = self._agenda.new_id("e")
        event = CaptureReceived(
            tenant="main",
            channel=channel,
            event_id=event_id,
            at_ms=now + chance.choice((0, 0, 0, -HOUR, -48 * HOUR, MINUTE)),
            received_ms=now,
            contact={"phone": phone},
            contact_id=f"c{event_id}",
            masked=f"138****{person % 10000:04d}",
            identities=tuple(identities),
            visitor=f"v{person}" if chance.random() < 0.9 else None,
            attributes=attributes,
        )
        self._keep(event)
        self._agenda.after(chance.randrange(KEPT_MS[channel]), lambda: self._send(event))
