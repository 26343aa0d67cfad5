"""`hotlead replay`."""

import logging
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hotlead.router.cli import STOPPED
from hotlead.router.cli.console import as_json_option, show_json
from hotlead.router.errors import BadMap
from hotlead.router.replay.maps import load_map
from hotlead.router.replay.order import Order
from hotlead.router.replay.run import run_replay

POSITIVE = click.FloatRange(min=0, min_open=True)


@click.command
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "map_name", required=True, help="A known map, or the path of one.")
@click.option("--speed", type=POSITIVE, help="Speed of the day's clock; the map's without it.")
@click.option("--rate", type=POSITIVE, help="Rows a second, in place of the rows' own times.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many rows, by time.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of what the reps intend.")
@click.option("--into", is_flag=True, help="Also into an installation that holds leads.")
@as_json_option
def replay(
    *,
    file: Path,
    map_name: str,
    speed: float | None,
    rate: float | None,
    limit: int | None,
    seed: int,
    into: bool,
    as_json: bool,
) -> int:
    """Feed a file of past leads or calls through the streams.

    The first row is now, the others follow in the spacing of their times, at --speed, or at
    --rate. Reps made by the map take the leads. Kafka and Redis are started unless HOTLEAD_KAFKA
    and HOTLEAD_REDIS name them; a worker is started always. Ends with a summary; the exit code is
    1 when the audit finds a breach. Ctrl-C ends it early.
    """
    the_map = load_map(map_name)
    if rate is None:
        rate = the_map.rate
    if the_map.time is None and rate is None:
        raise BadMap(f"map {the_map.name} has no times: say how many rows a second, --rate")
    order = Order(
        file=file,
        map=the_map,
        speed=speed or the_map.speed,
        rate=rate,
        limit=limit,
        seed=seed,
        into=into,
    )
    # Reconnecting and waiting are told by the progress bar.
    logging.getLogger("hotlead").setLevel(logging.ERROR)
    with _Bar() as bar:
        outcome = run_replay(order, bar, os.environ)
    if as_json:
        show_json(outcome.summary)
    else:
        _show(outcome.summary)
    if outcome.stopped:
        return STOPPED
    audit = outcome.summary["audit"]
    holds = audit is not None and not any(line["breaches"] for line in audit.values())
    return 0 if holds else 1


class _Bar:
    """The progress, on stderr: a bar at a terminal, else a line for each stage."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not self._live,
        )
        self._task = self._progress.add_task("", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def stage(self, text: str) -> None:
        """What happens now."""
        if self._live:
            self._progress.update(self._task, description=text)
        else:
            click.echo(text, err=True)

    def note(self, text: str) -> None:
        """Something to be read after the end."""
        self._progress.console.print(text, markup=False, highlight=False)

    def total(self, captures: int) -> None:
        """How many captures there will be."""
        self._progress.update(self._task, total=captures)

    def sent(self, captures: int) -> None:
        """How many were sent so far."""
        self._progress.update(self._task, completed=captures)


def _show(summary: dict[str, Any]) -> None:
    audit = summary["audit"]
    for name, value in summary.items():
        if name == "audit":
            continue
        if isinstance(value, dict):
            shown = ", ".join(f"{key} {_text(one)}" for key, one in value.items())
        else:
            shown = _text(value)
        click.echo(f"{name.replace('_', ' '):<20}{shown}")
    if audit is None:
        click.echo(f"{'audit':<20}could not be made")
    for number, line in (audit or {}).items():
        title = f"invariant {number}"
        click.echo(f"{title:<20}{line['checked']} checked, {line['breaches']} breaches")


def _text(value: object) -> str:
    return "-" if value is None else str(value)
