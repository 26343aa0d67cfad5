"""Stacks are put to the part of their innermost known frame, and scaled to the CPU used."""

from pathlib import Path

import pytest

from loadtest.profile import TITLE, titled
from loadtest.sampling import EVENT_LOOP, PARTS, dearest, part_of, read_stacks, split

MAIN = "_run_module_as_main (<frozen runpy>:1);serve (agents/batches/run.py:95);"
RUN = f"{MAIN}run (asyncio/runners.py:1);run (agents/batches/loop.py:9);"
LINES = (
    f"{RUN}to_inbox (agents/intake.py:60) 2",
    f"{RUN}to_inbox (agents/intake.py:60);parse (phonenumbers/phonenumberutil.py:3) 5",
    f"{RUN}to_inbox (agents/intake.py:61);parse (phonenumbers/phonenumberutil.py:4) 1",
    f"{MAIN}run (asyncio/runners.py:1) 2",
    "_bootstrap (threading.py:1);wait (threading.py:2) 1000",
)


def test_a_stack_is_of_its_innermost_known_frame() -> None:
    assert split(read_stacks(LINES), 100.0) == {
        "rules": pytest.approx(60),
        "intake": pytest.approx(20),
        EVENT_LOOP: pytest.approx(20),
    }
    assert part_of(RUN.rstrip(";")) == "framework"


def test_a_write_is_of_whoever_writes() -> None:
    write = "send (redis/asyncio/connection.py:7);write (asyncio/streams.py:3)"
    assert part_of(f"{RUN}run (store.py:3);{write}") == "Redis client"


def test_functions_are_told_without_their_lines() -> None:
    found = dearest(read_stacks(LINES), 100.0, 1)
    assert found == {"parse (phonenumbers/phonenumberutil.py)": pytest.approx(60)}


def test_every_place_of_ours_is_there() -> None:
    root = Path(__file__).parents[3]
    ours = [place for _, places in PARTS for place in places
            if place.startswith(("agents/", "router/", "topics/"))]  # fmt: skip
    assert len(ours) > len(PARTS) / 2
    assert all(list(root.glob(f"{place}*")) for place in ours)


def test_the_picture_has_no_command_in_it() -> None:
    svg = '<svg><text id="title">/somewhere/bin/py-spy record -o x.svg</text><g>frame</g></svg>'
    assert titled(svg) == f'<svg><text id="title">{TITLE}</text><g>frame</g></svg>'
