"""docs/replay.md: its example is played, its tables name each field."""

import re
from pathlib import Path

from hotlead.router.replay.maps import (
    Duration,
    RepColumns,
    ReplayMap,
    Reps,
    Response,
    RowTime,
    SignalRule,
    load_map,
)
from hotlead.router.replay.rows import read_rows
from hotlead.router.replay.timeline import CAPTURE, SIGNAL, make_timeline
from tests.unit.test_docs import table, text, ticked


def fenced(kind: str) -> str:
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```", text("replay.md"), re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_example_is_played(tmp_path: Path) -> None:
    own, leads = tmp_path / "own.yaml", tmp_path / "leads.csv"
    own.write_text(fenced("yaml"), "utf-8")
    leads.write_text(fenced("csv"), "gbk")
    the_map = load_map(str(own))
    rows = read_rows(leads, the_map.columns())
    timeline = make_timeline(rows, the_map, seed=1)
    captures = [one for one in timeline.sendings if one.kind == CAPTURE]
    assert [one.at_ms for one in captures] == [0, 12 * 60_000, 17 * 60_000]
    assert captures[0].fields["attributes"] == {"region": "上海", "origin": "小程序"}
    signals = [one.fields["value"] for one in timeline.sendings if one.kind == SIGNAL]
    assert signals == [185.0, 20.0, 640.0]


def test_each_field_of_a_map_is_described() -> None:
    rows = table("replay.md", "Fields of a map")
    assert [ticked(row[0])[0] for row in rows if row[1] in ("yes", "no")] == list(
        ReplayMap.model_fields
    )
    needed = {ticked(row[0])[0] for row in rows if row[1] == "yes"}
    assert needed == {name for name, one in ReplayMap.model_fields.items() if one.is_required()}
    named = {name for row in rows for cell in row for name in ticked(cell)}
    for part in (SignalRule, Response, Reps, RowTime, Duration, RepColumns):
        assert set(part.model_fields) <= named, part
