"""The live view fits its terminal and shows what there is; so does the ending."""

from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from hotlead.router.demo.board import Board
from hotlead.router.demo.ending import audit_holds, ending
from hotlead.router.demo.frame import Picture, draw
from hotlead.router.demo.team import MINUTE_MS, TEAM
from hotlead.router.shard.tail import Followed
from hotlead.router.state.views.models import QueueRow, RepView
from hotlead.topics.journal import Entry, RawChange
from tests.whole_changes import whole

START_MS = 1_000_000_000
SUMMARY: dict[str, Any] = {
    "captured": 316,
    "merged": 19,
    "waiting": 12,
    "assigned": 4,
    "acknowledged": 136,
    "closed": 145,
    "dead_lettered": 0,
    "rungs": {"reminder": 95, "reassign": 52, "supervisors": 24, "duty-manager": 15},
    "first_touch_s": {"p50": 780.0, "p90": 1980.0},
    "capture_to_push_ms": {"p50": 130.0, "p99": 277.0},
    "followed_up_24h": 0.94,
    "audit": {"1": {"checked": 3, "breaches": 0}, "4": {"checked": 2, "breaches": 0}},
}


def text_of(drawn: RenderableType, width: int, height: int) -> list[str]:
    console = Console(width=width, height=height, color_system=None)
    with console.capture() as captured:
        console.print(drawn)
    return captured.get().splitlines()


def entry(at_min: float, *changes: RawChange) -> Followed:
    at = START_MS + round(at_min * MINUTE_MS)
    return Followed(0, 0, Entry(1, "s", "p", 0, 1, at, "demo-1", tuple(map(whole, changes))))


def captured(lead: str, masked: str) -> RawChange:
    attributes = {"region": "shanghai"}
    return {
        "kind": "captured",
        "lead": lead,
        "masked": masked,
        "channel": "short-video",
        "attributes": attributes,
    }


def assigned(lead: str, rep: str) -> RawChange:
    return {"kind": "assigned", "lead": lead, "rep": rep, "score": 88_500_000}


def rung(lead: str, n: int, name: str, **more: object) -> RawChange:
    return {"kind": "rung", "lead": lead, "n": n, "name": name, "score": 88_500_000, **more}


def row(place: int) -> QueueRow:
    return QueueRow(
        place=place,
        lead=f"lead-{place}",
        pool="furniture",
        channel="call-center",
        masked=f"140****{place:04d}",
        score=100.0 - place,
        waited_s=60.0 * place,
        age_s=60.0 * place,
        overdue=False,
        hot_at_ms=START_MS if place < 3 else None,
        rung=place % 5,
        attributes={},
        asks=[],
        refused_by=[],
    )


def rep_row(rep: str, name: str) -> RepView:
    return RepView(
        rep=rep,
        name=name,
        pools=["furniture"],
        skills=[],
        regions=["shanghai", "hangzhou", "suzhou"],
        tier=1,
        weight=1.0,
        capacity=1,
        presence="idle",
        presence_set="idle",
        presence_why="set",
        on_shift=True,
        free=True,
        room=1,
        live=0,
        uncontacted=0,
        today=12,
        missed_in_a_row=0,
    )


def picture(board: Board, waiting: int = 30) -> Picture:
    return Picture(
        now_ms=START_MS + 83 * MINUTE_MS,
        start_ms=START_MS,
        opens_h=9.0,
        closes_h=18.0,
        speed=480.0,
        title="first lead pushed 9.5 s after the start",
        queue=[row(place) for place in range(1, waiting + 1)],
        reps=[rep_row(one.rep, one.name) for one in TEAM],
        summary=SUMMARY,
        board=board,
    )


@pytest.mark.parametrize(("width", "height"), [(80, 24), (100, 30), (150, 40), (220, 60)])
def test_a_frame_fits_its_terminal(width: int, height: int) -> None:
    board = Board()
    for number in range(80):
        board.hear(entry(number, captured(f"lead-{number}", f"140****{number:04d}")))
        board.hear(entry(number, assigned(f"lead-{number}", "mei")))
        board.hear(entry(number, rung(f"lead-{number}", 2, "reassign", rep="mei", moved=True)))
    lines = text_of(draw(picture(board), width, height), width, height)
    assert len(lines) == height
    assert all(cell_len(line) <= width for line in lines)
    shown = "\n".join(lines)
    assert "10:23" in lines[0]
    assert "captured 316" in shown
    assert all(one.name in shown for one in TEAM)
    assert "taken from Lin Mei" in shown
    assert "…0079" in shown
    # Rungs are told whole, however small the terminal.
    assert "82:59" in shown or "83:00" in shown
    assert "●○○○" in shown


def test_a_quiet_shop_is_told_so() -> None:
    shown = "\n".join(text_of(draw(picture(Board(), waiting=0), 80, 24), 80, 24))
    assert "nobody waits" in shown


def test_a_rep_rings_talks_and_is_free_again() -> None:
    board = Board()
    board.hear(entry(1, captured("a", "140****7777"), assigned("a", "mei")))
    doing = [board.holdings["mei"]["a"].doing]
    board.hear(entry(2, {"kind": "acknowledged", "lead": "a", "rep": "mei"}))
    doing.append(board.holdings["mei"]["a"].doing)
    board.hear(entry(3, {"kind": "contacted", "lead": "a", "rep": "mei"}))
    assert board.holdings["mei"] == {}
    assert doing == ["rings", "talks"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (rung("a", 1, "reminder", rep="mei"), "reminder to Lin Mei"),
        (rung("a", 1, "reminder"), "reminder: nobody has it"),
        (rung("a", 2, "reassign", rep="mei"), "stays with Lin Mei"),
        (rung("a", 2, "reassign"), "reassign: nobody is free"),
        (rung("a", 4, "duty-manager"), "duty manager"),
        (
            {"kind": "acknowledged", "lead": "a", "rep": "na", "via": "claim"},
            "claimed by Xu Na",
        ),
        ({"kind": "handed_over", "lead": "a", "rep": "bo"}, "handed to Gao Bo"),
    ],
)
def test_escalations_are_told_in_words(change: RawChange, told: str) -> None:
    board = Board()
    board.hear(entry(1, captured("a", "140****7777"), change))
    assert board.alarms[0].text == told


def test_the_ending_fits_80_columns_and_says_whose_figures_those_are() -> None:
    lines = text_of(ending(SUMMARY, "hotlead"), 80, 60)
    assert all(cell_len(line) <= 80 for line in lines)
    shown = "\n".join(lines)
    for wanted in ("18.4 h", "3.2 h", "59 %", "91 %", "94 %", "13 min", "another brand"):
        assert wanted in shown
    assert "The audit holds: 5 checks" in shown
    assert "`hotlead up`" in shown


@pytest.mark.parametrize("audit", [None, {"2": {"checked": 3, "breaches": 1}}])
def test_an_audit_that_does_not_hold_is_told(audit: dict[str, Any] | None) -> None:
    summary = {**SUMMARY, "audit": audit, "followed_up_24h": None}
    assert not audit_holds(summary)
    assert "audit" in "\n".join(text_of(ending(summary, "hotlead"), 80, 60))
