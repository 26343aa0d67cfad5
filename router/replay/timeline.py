"""From rows to a timeline: what is sent when, who works when, and how leads are treated. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from hotlead.router.errors import BadMap
from hotlead.router.privacy.masking import holds_phone, letters_only
from hotlead.router.replay.maps import ReplayMap, RowTime, SignalRule
from hotlead.router.replay.moments import day_of, instant, on_day
from hotlead.router.replay.people import People
from hotlead.router.replay.responses import Plan, Treatment
from hotlead.router.replay.rows import Row
from hotlead.router.replay.shifts import RepPlan, Service, rep_plans

CAPTURE, SIGNAL = "capture", "signal"
DAY_MS = 24 * 3600 * 1000
ID_HEX = 24
FAULTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Sending:
    """One event: when it is sent, when it occurred (both ms after the first row), its fields.

    `fields` lacks `occurred_at`, which depends on when the replay starts. A signal has no channel.
    """

    at_ms: int
    occurred_ms: int
    kind: str
    fields: dict[str, Any]
    channel: str = ""

    def event(self, start_ms: int) -> dict[str, Any]:
        """The event as JSON holds it, for a replay whose first row is at `start_ms`."""
        at = datetime.fromtimestamp((start_ms + self.occurred_ms) / 1000, UTC)
        return {**self.fields, "occurred_at": at.isoformat(timespec="milliseconds")}


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that a replay does. `plans` is by the capture's event id."""

    sendings: tuple[Sending, ...]
    captures: int
    reps: tuple[RepPlan, ...]
    plans: Mapping[str, Treatment] = field(repr=False)

    @property
    def end_ms(self) -> int:
        """When the last event is sent."""
        return self.sendings[-1].at_ms


def make_timeline(
    rows: Sequence[Row],
    the_map: ReplayMap,
    *,
    seed: int,
    rate: float | None = None,
    speed: float = 1.0,
    limit: int | None = None,
) -> Timeline:
    """The timeline of the first `limit` rows by time. Raises BadMap, with the row.

    Rows are spaced by their own time, or with `rate` by so many real seconds as a clock of this
    `speed` tells them.
    """
    timed = sorted(_timed(rows, the_map, rate, speed), key=lambda one: (one[0], one[1].number))[
        :limit
    ]
    first = timed[0][0]
    people = People(the_map.phone_block)
    sendings: list[Sending] = []
    services: list[Service] = []
    plans: dict[str, Plan] = {}
    ids: dict[str, int] = {}
    for at, row in timed:
        offset = at - first
        event_id = _event_id(row, the_map)
        if event_id in ids:
            one, other = sorted((ids[event_id], row.number))
            raise BadMap(
                f"rows {one} and {other} have the same {', '.join(the_map.id)}: give one of them"
                " another, or name more columns in the map's id"
            )
        ids[event_id] = row.number
        person = _person(row, the_map, event_id)
        visitor = f"{the_map.name}-{person}"
        capture = _capture(row, the_map, event_id, visitor, people.phone(person))
        sendings.append(Sending(offset, offset, CAPTURE, capture, the_map.channel))
        for rule in the_map.signals:
            sendings += _signals(rule, row, offset, capture)
        pool = the_map.policy.pool_for(
            asked=capture.get("pool"), channel=the_map.channel, attributes=capture["attributes"]
        )
        plans[event_id] = _plan(row, the_map, pool, f"{seed}|{event_id}")
        services += _service(row, the_map, first)
    sendings.sort(key=lambda one: (one.at_ms, one.kind == CAPTURE))
    reps = rep_plans(the_map.reps, services)
    return Timeline(tuple(sendings), len(timed), tuple(reps), plans)


def _timed(
    rows: Sequence[Row], the_map: ReplayMap, rate: float | None, speed: float
) -> Iterable[tuple[int, Row]]:
    if rate is not None:
        return [(round(number / rate * speed * 1000), row) for number, row in enumerate(rows)]
    time = _time_of(the_map)
    found, faults = [], []
    for row in rows:
        try:
            found.append((instant(row, time, the_map.zone), row))
        except BadMap as error:
            faults.append(str(error))
    if faults:
        more = f"\n… and {len(faults) - FAULTS_SHOWN} more" * (len(faults) > FAULTS_SHOWN)
        raise BadMap("\n".join(faults[:FAULTS_SHOWN]) + more)
    return found


def _time_of(the_map: ReplayMap) -> RowTime:
    if the_map.time is None:
        raise BadMap(f"map {the_map.name} has no time column: say how many rows a second, --rate")
    return the_map.time


def _slug(text: str) -> str:
    return re.sub(r"[^\w.]+", "-", text.strip().lower()).strip("-")


def _event_id(row: Row, the_map: ReplayMap) -> str:
    """The row's id, the one by which it is known again in the journal."""
    event_id = "-".join(_slug(row.cells[column]) for column in the_map.id)
    if not holds_phone(event_id):
        return event_id
    # Intake would call it otherwise, by a key that a timeline knows nothing of.
    return f"row-{letters_only(sha256(event_id.encode()).hexdigest()[:ID_HEX])}"


def _person(row: Row, the_map: ReplayMap, event_id: str) -> str:
    if the_map.person is None or row.cells[the_map.person.column] in the_map.person.unknown:
        return f"row-{event_id}"
    return f"id-{_slug(row.cells[the_map.person.column])}"


def _capture(
    row: Row, the_map: ReplayMap, event_id: str, visitor: str, phone: str
) -> dict[str, Any]:
    attributes = {
        name: _slug(row.cells[column])
        for name, column in the_map.attributes.items()
        if row.cells[column] not in the_map.empty and _slug(row.cells[column])
    }
    fields: dict[str, Any] = {
        "event_id": event_id,
        "tenant": the_map.tenant,
        "contact": {"phone": phone},
        "attributes": attributes,
        "visitor_id": visitor,
        "test": True,
    }
    if the_map.pool is not None:
        fields["pool"] = the_map.pool.values.get(row.cells[the_map.pool.column], the_map.pool.other)
    return fields


def _signals(rule: SignalRule, row: Row, offset: int, capture: dict[str, Any]) -> list[Sending]:
    if not row.meets(rule.when):
        return []
    value = 1.0 if rule.value is None else row.amount(rule.value)
    times = 1 if rule.times is None else int(row.amount(rule.times)) - rule.less
    if value <= 0:
        return []
    later = sum(row.amount(column) for column in rule.after) * 1000
    found = []
    for number in range(1, min(rule.at_most, times) + 1):
        at = round(offset + later - rule.before_s * 1000 * number)
        fields = {
            "event_id": f"{capture['event_id']}-{rule.kind}-{number}",
            "tenant": capture["tenant"],
            "visitor_id": capture["visitor_id"],
            "kind": rule.kind,
            "value": value,
        }
        # What was before the row is sent with it, just ahead.
        found.append(Sending(max(at, offset), at, SIGNAL, fields))
    return found


def _plan(row: Row, the_map: ReplayMap, pool: str, seed: str) -> Plan:
    for response in the_map.responses:
        if row.meets(response.when):
            return Plan(row, response, pool, seed)
    raise BadMap(
        f"row {row.number}: no response of map {the_map.name} fits it; end with one for all"
    )


def _service(row: Row, the_map: ReplayMap, first: int) -> list[Service]:
    columns = the_map.reps.columns
    if columns is None or row.cells[columns.column] in columns.nobody:
        return []
    if the_map.time is None:
        raise BadMap(f"map {the_map.name} takes reps from columns, so it needs a time column")
    came = instant(row, the_map.time, the_map.zone)
    day = day_of(row, the_map.time, the_map.zone)
    start, end = (on_day(row, column, day) for column in (columns.start, columns.end))
    # A call near midnight is served on the next date.
    if start < came - DAY_MS // 2:
        start, end = start + DAY_MS, end + DAY_MS
    end = end + DAY_MS if end < start else end
    rep = _slug(row.cells[columns.column])
    return [Service(rep, f"{day:%Y-%m-%d}", start - first, end - first)]
