"""The drawing of a backlog's figures."""

from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="drawn with matplotlib: make setup-bench brings it")

from loadtest.plots import backlog as plot


def test_a_backlog_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "plots" / "backlog.png"
    figures = {"redis_us_p50": 100.0, "redis_us_p99": 200.0}
    sizes = [{"waiting": n, "freed": figures, "captured": figures} for n in (1_000, 10_000)]
    plot({"classes": 64, "sizes": sizes}, path)
    assert path.read_bytes().startswith(b"\x89PNG")
