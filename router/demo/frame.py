"""One frame of the live view, drawn from a picture of the moment. Pure, at any size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.align import Align
from rich.console import Group, RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from hotlead.router.demo.board import Board, Holding, Line, number_tail
from hotlead.router.demo.lines import clock_text
from hotlead.router.demo.team import HOUR_MS, MINUTE_MS, TEAM
from hotlead.router.state.views.models import QueueRow, RepView

WIDE: Final = 112
HEAD: Final = 3
FRAME: Final = 2
SHORT_CHANNEL: Final = {"web-form": "form", "short-video": "video", "call-center": "call"}
GRADES: Final = ("cyan", "yellow", "dark_orange", "red", "bold white on red")
RUNGS: Final = 4
HIGH, HOT = 85.0, 72.0


@dataclass(frozen=True, slots=True)
class Picture:
    """The moment that is drawn; instants in ms of the day's clock, hours of the day's own."""

    now_ms: int
    start_ms: int
    opens_h: float
    closes_h: float
    speed: float
    title: str
    queue: Sequence[QueueRow]
    reps: Sequence[RepView]
    summary: dict[str, Any]
    board: Board

    def wall(self, at_ms: float) -> float:
        """An instant as hours of the day."""
        return self.opens_h + (at_ms - self.start_ms) / HOUR_MS


def draw(picture: Picture, width: int, height: int) -> RenderableType:
    """The frame for a terminal of this size; made for 80 by 24 and more."""
    wide = width >= WIDE
    body = max(6, height - HEAD)
    top = max(len(picture.reps) + FRAME, (body + 1) // 2)
    top = min(top, body - 5)
    bottom = body - top
    frame = Layout()
    frame.split_column(
        Layout(_head(picture, width), size=HEAD),
        Layout(name="top", size=top),
        Layout(name="bottom", size=bottom),
    )
    frame["top"].split_row(
        Layout(_queue(picture, top - FRAME, wide=wide)), Layout(_reps(picture, wide=wide))
    )
    frame["bottom"].split_row(
        Layout(_pushes(picture, bottom - FRAME, wide=wide)),
        Layout(_alarms(picture, bottom - FRAME)),
    )
    return frame


def _head(picture: Picture, width: int) -> RenderableType:
    now = picture.wall(picture.now_ms)
    length = picture.closes_h - picture.opens_h
    done = min(max(now - picture.opens_h, 0.0), length)
    line = Table.grid(expand=True, padding=(0, 1))
    line.add_column(no_wrap=True)
    line.add_column(ratio=1)
    line.add_column(no_wrap=True, justify="right")
    line.add_row(
        Text.assemble(
            ("hotlead", "bold"), " demo  ", (clock_text(now), "bold cyan"), f"  ×{picture.speed:g}"
        ),
        Align(ProgressBar(total=length, completed=done, width=None), vertical="middle"),
        f"closes {clock_text(picture.closes_h)}",
    )
    return Group(line, _counts(picture), _rates(picture, width))


def _counts(picture: Picture) -> Text:
    found = picture.summary
    text = Text(no_wrap=True, overflow="crop")
    for name, style in (
        ("captured", "bold"),
        ("merged", ""),
        ("waiting", "yellow"),
        ("assigned", "cyan"),
        ("acknowledged", "green"),
        ("closed", "dim"),
    ):
        text.append(f"{name} ")
        text.append(f"{found[name]}  ", style)
    return text


def _rates(picture: Picture, width: int) -> Text:
    board, found = picture.board, picture.summary
    captures = board.an_hour(board.captured_at, picture.now_ms)
    pushes = board.an_hour(board.pushed_at, picture.now_ms)
    push, touch = found["capture_to_push_ms"]["p50"], found["first_touch_s"]["p50"]
    parts = [f"last hour {captures} captures, {pushes} pushes"]
    if touch is not None:
        parts.append(f"first touch {touch / 60:.0f} min")
    if push is not None:
        parts.append(f"push after {push:.0f} ms" + (" real" if width >= WIDE else ""))
    if width >= WIDE:
        parts.append(picture.title)
    return Text("  ·  ".join(parts), style="dim", no_wrap=True, overflow="ellipsis")


def _panel(inside: RenderableType, title: str) -> Panel:
    return Panel(inside, title=title, title_align="left", border_style="dim", padding=(0, 1))


def _grid(columns: Iterable[str]) -> Table:
    """Columns by their justification; the last takes what is left."""
    table = Table.grid(padding=(0, 1), expand=True)
    kinds = list(columns)
    for place, kind in enumerate(kinds):
        last = place == len(kinds) - 1
        table.add_column(
            justify="right" if kind == "right" else "left",
            no_wrap=True,
            overflow="ellipsis",
            ratio=1 if last else None,
        )
    return table


def _queue(picture: Picture, rows: int, *, wide: bool) -> Panel:
    table = _grid(["right", "left", "left", *(["left"] if wide else []), "right", "left"])
    for row in picture.queue[:rows]:
        person = picture.board.people.get(row.lead)
        channel = row.channel if wide else SHORT_CHANNEL.get(row.channel, row.channel)
        table.add_row(
            Text(f"{row.score:.1f}", _score_style(row.score)),
            person.tail if person else number_tail(row.masked),
            channel,
            *([person.region if person else ""] if wide else []),
            _span(row.waited_s * 1000),
            _hot(row, picture.now_ms),
        )
    waiting = picture.summary["waiting"]
    title = f"queue, hot clocks · {waiting} wait"
    return _panel(table if picture.queue else Text("nobody waits", "dim"), title)


def _hot(row: QueueRow, now_ms: int) -> Text:
    if row.hot_at_ms is None:
        return Text("")
    seconds = max(0, now_ms - row.hot_at_ms) // 1000
    clock = (f"{seconds // 60:02d}:{seconds % 60:02d}", GRADES[min(row.rung, RUNGS)])
    return Text.assemble(clock, (" " + "●" * row.rung + "○" * max(0, RUNGS - row.rung), "red"))


def _reps(picture: Picture, *, wide: bool) -> Panel:
    table = _grid(["left", "left", "right", "left"])
    order = {member.rep: place for place, member in enumerate(TEAM)}
    for rep in sorted(picture.reps, key=lambda one: order.get(one.rep, len(order))):
        holding = next(iter(picture.board.holdings.get(rep.rep, {}).values()), None)
        words, style = _doing(rep, holding)
        text = Text(words, style)
        if holding is not None:
            person = picture.board.people.get(holding.lead)
            text.append(f" {person.tail if person else ''}", "default")
            text.append(f" {_span(picture.now_ms - holding.since_ms)}", "dim")
        name = Text(rep.name, "bold" if rep.tier else "")
        table.add_row(name, text, f"{rep.today}", ", ".join(rep.regions) if wide else "")
    return _panel(table, "reps · pushed today")


def _doing(rep: RepView, holding: Holding | None) -> tuple[str, str]:
    if holding is not None:
        return (holding.doing, "cyan" if holding.doing == "rings" else "green")
    if not rep.on_shift:
        return ("off", "dim")
    if rep.presence == "away":
        return ("away: missed 3" if rep.presence_why == "missed" else "at lunch", "yellow")
    return (rep.presence, "dim green")


def _pushes(picture: Picture, rows: int, *, wide: bool) -> Panel:
    table = _grid(["left", "left", "right", "left"])
    for line in list(picture.board.pushes)[:rows]:
        table.add_row(
            *_when_and_who(picture, line, wide=wide),
            Text(f"{line.score:.1f}", _score_style(line.score)) if line.score else "",
            Text(line.text, "" if line.score else "dim"),
        )
    return _panel(table, "latest assignments")


def _alarms(picture: Picture, rows: int) -> Panel:
    table = _grid(["left", "left", "left"])
    for line in list(picture.board.alarms)[:rows]:
        text = Text(line.text, GRADES[line.grade] if line.grade else "green")
        table.add_row(*_when_and_who(picture, line, wide=False), text)
    fired = picture.summary["rungs"]
    counts = "/".join(str(count) for count in fired.values())
    return _panel(table, f"escalations · rungs {counts}")


def _when_and_who(picture: Picture, line: Line, *, wide: bool) -> tuple[Text, str]:
    person = picture.board.people.get(line.lead)
    who = person.tail if person else ""
    if wide and person is not None:
        who += f" {person.channel}, {person.region}"
    return Text(clock_text(picture.wall(line.at_ms)), "dim"), who


def _score_style(score: float) -> str:
    if score >= HIGH:
        return "bold red"
    return "red" if score > HOT else ""


def _span(span_ms: float) -> str:
    minutes = max(0, int(span_ms // MINUTE_MS))
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h"
