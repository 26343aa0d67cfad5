"""Open time, beside a slow count of every minute."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlead.topics.hours import WorkingHours
from tests.unit.router.rules.open_time import NeverOpen, OpenTime

MINUTE = 60_000
HOUR = 60 * MINUTE
OFFICE = WorkingHours(days=dict.fromkeys(range(5), ("09:00-12:00", "13:00-18:00")))


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def china(text: str) -> int:
    return ms(f"{text}+08:00")


def by_ladder(hours: WorkingHours, start: str, minutes: Sequence[int]) -> list[str]:
    """When so many open minutes are over, as a clock in the hours' zone shows it."""
    zone, time = ZoneInfo(hours.zone), OpenTime(hours)
    begin = round(datetime.fromisoformat(start).replace(tzinfo=zone).timestamp() * 1000)
    due = [time.after(begin, one * MINUTE) / 1000 for one in minutes]
    return [datetime.fromtimestamp(at, zone).strftime("%m-%d %H:%M") for at in due]


def test_a_clock_that_begins_before_closing_goes_on_at_the_opening() -> None:
    hours = WorkingHours(days=dict.fromkeys(range(5), ("09:00-18:00",)))
    due = by_ladder(hours, "2026-03-06T17:58", (2, 5, 10, 15))
    assert due == ["03-06 18:00", "03-09 09:03", "03-09 09:08", "03-09 09:13"]


def test_a_lunch_break_and_a_closed_date_are_left_out() -> None:
    assert by_ladder(OFFICE, "2026-03-02T11:50", (10, 11)) == ["03-02 12:00", "03-02 13:01"]
    closed = OFFICE.model_copy(update={"closed": ("2026-03-03",)})
    assert by_ladder(closed, "2026-03-02T17:00", (60, 61)) == ["03-02 18:00", "03-04 09:01"]


def test_a_shift_over_midnight_is_one_and_belongs_to_the_day_on_which_it_begins() -> None:
    nights = WorkingHours(days={2: ("21:00-02:00",)}, closed=("2026-03-05",))
    assert by_ladder(nights, "2026-03-04T20:00", (180, 300)) == ["03-05 00:00", "03-05 02:00"]
    # Closed is the night that begins on that Wednesday, not the one that ends on it.
    closed = WorkingHours(days=dict.fromkeys(range(7), ("21:00-02:00",)), closed=("2026-03-04",))
    due = by_ladder(closed, "2026-03-03T23:00", (60, 180, 181))
    assert due == ["03-04 00:00", "03-04 02:00", "03-05 21:01"]


def test_a_night_over_new_year_is_counted_once() -> None:
    nights = WorkingHours(days=dict.fromkeys(range(7), ("21:00-02:00",)))
    new_year, time = china("2027-01-01T00:00"), OpenTime(nights)
    assert time.between(new_year - 12 * HOUR, new_year + 12 * HOUR) == 5 * HOUR
    assert time.between(new_year, new_year + 12 * HOUR) == 2 * HOUR
    assert time.after(new_year - 2 * HOUR, 4 * HOUR) == new_year + 2 * HOUR


@pytest.mark.parametrize(
    ("zone", "day", "span", "minutes"),
    [
        ("Europe/Berlin", "2026-03-29", "00:00-24:00", 23 * 60),
        ("Europe/Berlin", "2026-10-25", "00:00-24:00", 25 * 60),
        ("Europe/Berlin", "2026-03-29", "02:30-03:10", 10),
        ("Europe/Berlin", "2026-03-29", "01:30-02:30", 30),
        ("Europe/Berlin", "2026-03-29", "02:10-02:50", 0),
        ("Europe/Berlin", "2026-10-25", "02:30-03:00", 90),
        ("America/Santiago", "2026-09-06", "00:00-02:00", 60),
        ("America/Santiago", "2026-09-05", "22:00-02:00", 180),
        ("America/Santiago", "2026-04-04", "22:00-02:00", 300),
        ("Pacific/Apia", "2011-12-30", "00:00-24:00", 0),
    ],
)
def test_hours_that_clocks_leave_out_or_show_twice(
    zone: str, day: str, span: str, minutes: int
) -> None:
    hours = WorkingHours(zone=zone, days={0: ()}, dates={day: (span,)})
    begin = ms(f"{day}T00:00+00:00")
    assert OpenTime(hours).between(begin - 72 * HOUR, begin + 72 * HOUR) == minutes * MINUTE


def test_spans_that_overlap_in_an_old_policy_count_once() -> None:
    hours = WorkingHours(days={0: ("09:00-12:00", "11:00-13:00", "09:30-10:00")})
    begin = china("2026-03-02T00:00")
    assert OpenTime(hours).between(begin, begin + 24 * HOUR) == 4 * HOUR


def test_what_is_never_open_is_said_and_not_waited_for() -> None:
    begin = china("2026-03-02T10:00")
    never = OpenTime(WorkingHours(days={0: ()}))
    assert never.between(begin, begin + 10**11) == 0
    assert never.after(begin, 0) == begin
    with pytest.raises(NeverOpen, match="25 years"):
        never.after(begin, 1)
    # Open once, and never again.
    once = OpenTime(WorkingHours(days={0: ()}, dates={"2028-02-29": ("09:00-10:00",)}))
    assert once.after(begin, HOUR) == china("2028-02-29T10:00")
    with pytest.raises(NeverOpen):
        once.after(begin, HOUR + 1)
    with pytest.raises(ValueError, match="-1"):
        once.after(begin, -1)


def test_no_hours_at_all_are_plain_time() -> None:
    always, begin = OpenTime(WorkingHours()), china("2026-03-02T10:00")
    assert always.between(begin, begin + 10**11 + 1) == 10**11 + 1
    assert always.after(begin, 10**11 + 1) == begin + 10**11 + 1


@dataclass(frozen=True, slots=True)
class Window:
    """Some days of a zone, minute by minute, and what its calendar makes of them."""

    zone: str
    first: date
    days: int
    calendar: str | None = None
    off: tuple[str, ...] = ()
    worked: tuple[str, ...] = ()

    @property
    def begin(self) -> int:
        return ms(f"{self.first}T00:00+00:00")


WINDOWS = (
    Window("Europe/Berlin", date(2026, 3, 25), 9),
    Window("Europe/Berlin", date(2026, 10, 21), 9),
    Window("America/Santiago", date(2026, 9, 3), 7),
    Window("America/Santiago", date(2026, 4, 2), 7),
    Window("Australia/Lord_Howe", date(2026, 10, 1), 7),
    Window("Asia/Shanghai", date(2026, 12, 28), 8),
    Window(
        "Asia/Shanghai",
        date(2026, 9, 18),
        25,
        "cn",
        (*(f"2026-09-{day}" for day in (25, 26, 27)), *(f"2026-10-0{day}" for day in range(1, 8))),
        ("2026-09-20", "2026-10-10"),
    ),
)


@lru_cache
def walls(window: Window) -> list[datetime]:
    """The latest that clocks have shown by each minute of the window."""
    zone = ZoneInfo(window.zone)
    instants = (window.begin // 1000 + 60 * at for at in range(24 * 60 * window.days))
    shown = (datetime.fromtimestamp(one, zone).replace(tzinfo=None) for one in instants)
    return list(accumulate(shown, max))


def told(hours: WorkingHours, day: date, window: Window) -> tuple[str, ...]:
    """A day's spans, by the rules as policy.md has them."""
    text = day.isoformat()
    if text in hours.dates:
        return hours.dates[text]
    if text in hours.closed or (hours.calendar and text in window.off):
        return ()
    if not hours.days:
        return ("00:00-24:00",)
    spans = hours.days.get(day.weekday(), ())
    if not spans and hours.calendar and text in window.worked:
        spans = next((hours.days[at] for at in sorted(hours.days) if hours.days[at]), ())
    return spans


def open_minutes(hours: WorkingHours, window: Window) -> bytearray:
    """Each minute of the window: 1 while open."""
    shown = walls(window)
    found = bytearray(len(shown))

    for ahead in range(-2, window.days + 2):
        day = window.first + timedelta(days=ahead)
        for span in told(hours, day, window):
            start, end = (
                datetime.combine(day, datetime.min.time())
                + timedelta(hours=int(time[:2]), minutes=int(time[3:]))
                for time in span.split("-")
            )
            if end <= start:
                end += timedelta(days=1)
            # What clocks show twice begins and ends the first time.
            for at in range(bisect_left(shown, start), bisect_left(shown, end)):
                found[at] = 1
    return found


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, ...]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, 95))
        # Over midnight at most 16 hours.
        end = draw(st.sampled_from([one for one in range(97) if 0 < (one - start) % 96 <= 64]))
        found.append("-".join(f"{at // 4:02}:{at % 4 * 15:02}" for at in (start, end)))
    return tuple(found)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Window, WorkingHours]:
    window = draw(st.sampled_from(WINDOWS))
    near = [(window.first + timedelta(days=at)).isoformat() for at in range(-1, window.days)]
    closed = draw(st.sets(st.sampled_from(near), max_size=3))
    own = st.dictionaries(st.sampled_from(near).filter(lambda one: one not in closed), spans())
    hours = WorkingHours(
        zone=window.zone,
        days=draw(st.dictionaries(st.integers(0, 6), spans())),
        closed=tuple(closed),
        calendar=draw(st.sampled_from((None, window.calendar))),
        dates=draw(own),
    )
    return window, hours


def instants(window: Window) -> st.SearchStrategy[int]:
    end = window.begin + 24 * HOUR * window.days
    return st.integers(window.begin, end - 1) | st.integers(
        window.begin // (15 * MINUTE) + 1, end // (15 * MINUTE) - 1
    ).map(lambda one: one * 15 * MINUTE)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_it_is_what_counting_minutes_gives(data: st.DataObject) -> None:
    window, hours = data.draw(cases())
    start, end = sorted((data.draw(instants(window)), data.draw(instants(window))))
    each = open_minutes(hours, window)

    def until(at: int) -> int:
        whole, rest = divmod(at - window.begin, MINUTE)
        return sum(each[:whole]) * MINUTE + each[whole] * rest

    assert OpenTime(hours).between(start, end) == until(end) - until(start)


LONG = st.integers(ms("2024-06-01T00:00+00:00"), ms("2029-06-01T00:00+00:00"))


@settings(deadline=None, max_examples=60)
@given(cases(), st.lists(LONG, min_size=3, max_size=3))
def test_it_adds_up_and_never_runs_faster_than_time(
    case: tuple[Window, WorkingHours], at: list[int]
) -> None:
    time = OpenTime(case[1])
    a, b, c = at
    assert time.between(a, b) + time.between(b, c) == time.between(a, c)
    for start, end in pairwise(sorted(at)):
        assert 0 <= time.between(start, end) <= end - start


@settings(deadline=None, max_examples=60)
@given(cases(), LONG, st.integers(0, 30 * 24 * HOUR), st.integers(0, 30 * 24 * HOUR))
def test_there_and_back(
    case: tuple[Window, WorkingHours], start: int, open_ms: int, later: int
) -> None:
    time = OpenTime(case[1])
    try:
        due = time.after(start, open_ms)
    except NeverOpen:
        # Then what is open at all is less, in all the years that were looked at.
        assert time.between(start, start + 24 * 365 * 24 * HOUR) < open_ms
        return
    assert due >= start
    assert time.between(start, due) == open_ms
    # It is the first such instant: a millisecond before there was one less.
    assert open_ms == 0 or time.between(start, due - 1) == open_ms - 1
    assert time.after(start, open_ms // 2) <= due
    # From later on the same instant is due with what is left.
    then = min(start + later, due)
    if then < due:
        assert time.after(then, open_ms - time.between(start, then)) == due
