"""`hotlead demo`."""

import logging
import os
from typing import Literal

import click
from rich.console import Console

from hotlead.router.cli import STOPPED
from hotlead.router.cli.console import show_json
from hotlead.router.cli.own_name import own_name
from hotlead.router.demo.ending import audit_holds, ending
from hotlead.router.demo.lines import Lines
from hotlead.router.demo.run import Order, run_demo
from hotlead.router.demo.screen import Screen
from hotlead.topics.typed import time_of_day

SPEED = 480.0


class TimeOfDay(click.ParamType):
    """A time of day like 09:30, as hours."""

    name = "HH:MM"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Hours since midnight."""
        if isinstance(value, float):
            return value
        hours, _, minutes = time_of_day(str(value)).partition(":")
        if not (hours.isdecimal() and minutes.isdecimal()):
            self.fail(f"{value!r} is no time of day; write it like 09:30", param, ctx)
        found = int(hours) + int(minutes) / 60
        if not (int(minutes) < 60 and found <= 24):
            self.fail(f"{value!r} is no time of day; write it like 09:30", param, ctx)
        return found


@click.command
@click.option(
    "--speed",
    type=click.FloatRange(min=1, max=2000),
    default=SPEED,
    show_default=True,
    help="Of the day's clock: 480 shows nine hours in little more than a minute.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the day and its people.")
@click.option("--opens", type=TimeOfDay(), default="09:00", show_default=True)
@click.option("--closes", type=TimeOfDay(), default="18:00", show_default=True)
@click.option(
    "--kafka",
    type=click.Choice(["tansu", "apache"]),
    default="tansu",
    show_default=True,
    help="Which broker; apache needs Java 17 and the jars of deploy/kafka.",
)
@click.option("--headless", is_flag=True, help="Only the summary, as JSON on stdout.")
def demo(
    *,
    speed: float,
    seed: int,
    opens: float,
    closes: float,
    kafka: Literal["tansu", "apache"],
    headless: bool,
) -> int:
    """Play a furniture brand's working day, faster than real time.

    Leads come on three channels, nine reps come and go; a Kafka, a Redis and a worker of its own
    are started and nothing of them is left. Ends with a summary; with --headless the exit code is
    1 when the audit finds a breach. Ctrl-C ends the day early.
    """
    if closes - opens < 1:
        raise click.UsageError("a day is at least an hour long: --closes after --opens")
    # Reconnecting and waiting are no news here.
    logging.getLogger("hotlead").setLevel(logging.ERROR)
    order = Order(speed=speed, seed=seed, opens_h=opens, closes_h=closes, kafka=kafka)
    console = Console()
    if headless or not console.is_terminal:
        outcome = run_demo(order, Lines(_to_stderr), os.environ)
    else:
        with Screen(console) as screen:
            outcome = run_demo(order, screen, os.environ)
    if headless:
        show_json(outcome.summary)
    else:
        console.print(ending(outcome.summary, own_name()))
    if outcome.stopped:
        return STOPPED
    return 0 if audit_holds(outcome.summary) else 1


def _to_stderr(text: str) -> None:
    click.echo(text, err=True)
