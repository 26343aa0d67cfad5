"""`hotlead dead-letters replay`."""

import asyncio
import signal
from time import monotonic
from typing import Any, Final

import click

from hotlead.router.cli.console import as_json_option, show_json, wait_for
from hotlead.router.cli.dead_letters import filter_of, filter_options
from hotlead.router.cli.running import settings_to_change
from hotlead.router.dead_letters.order import Order, Tally
from hotlead.router.dead_letters.replay import replay
from hotlead.router.settings import Settings

TELL_EVERY_S: Final = 1.0
STOPPED: Final = 130


@click.command("replay")
@click.argument("offsets", nargs=-1, type=click.IntRange(min=0))
@filter_options
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=1000,
    show_default=True,
    help="At most so many, the oldest.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0.1),
    default=100.0,
    show_default=True,
    help="At most so many a second.",
)
@click.option("--dry-run", is_flag=True, help="Only tell what would be sent, and where to.")
@click.option(
    "--cut-off",
    is_flag=True,
    help="Instead: those that a replay took ten minutes ago or earlier and did not say to have"
    " sent. Their topics are searched first; what is there is not sent again.",
)
@as_json_option
def replay_(
    offsets: tuple[int, ...],
    *,
    limit: int,
    rate: float,
    dry_run: bool,
    cut_off: bool,
    as_json: bool,
    **filters: Any,
) -> None:
    """Send letters back to where they came from, each at most once.

    To be run after what stopped them was mended.

    OFFSETS are those that `list` tells; without any, all that fit the filters. A letter is sent
    at most once, also when this is cut off, or run twice side by side. Actions of reps are not sent
    back. Ctrl-C ends in order.
    """
    order = Order(
        wanted=filter_of(**filters, offsets=offsets),
        limit=limit,
        per_s=rate,
        dry_run=dry_run,
        cut_off=cut_off,
    )
    tally, stopped = wait_for(_run(settings_to_change("HOTLEAD_KAFKA"), order))
    if as_json:
        show_json(_fields(tally, dry_run=dry_run))
    else:
        _show(tally, dry_run=dry_run)
    if stopped:
        click.get_current_context().exit(STOPPED)


async def _run(settings: Settings, order: Order) -> tuple[Tally, bool]:
    """What was done, and whether Ctrl-C ended it."""
    stop, told_at = asyncio.Event(), monotonic()

    def tell(tally: Tally) -> None:
        nonlocal told_at
        if monotonic() - told_at >= TELL_EVERY_S:
            told_at = monotonic()
            click.echo(f"{tally.done} of {tally.chosen}", err=True)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return await replay(settings, order, stop=stop, tell=tell), stop.is_set()


def _fields(tally: Tally, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "chosen": tally.chosen,
        "sent": dict(tally.sent),
        "found": tally.found,
        "elsewhere": tally.elsewhere,
        "stay": dict(tally.stay),
        "left": tally.left,
        "taken": tally.taken,
    }


def _show(tally: Tally, *, dry_run: bool) -> None:
    for topic, count in sorted(tally.sent.items()):
        click.echo(f"{count} {'would go' if dry_run else 'sent'} back to {topic}")
    for why, count in sorted(tally.stay.items()):
        click.echo(f"{count} stay: {why}")
    told = {
        f"{tally.found} had been sent by a replay that was cut off": tally.found,
        f"{tally.elsewhere} were taken by another replay meanwhile": tally.elsewhere,
        f"{tally.left} more fit": tally.left,
        f"{tally.taken} are taken by a replay under way or cut off (see --cut-off)": tally.taken,
    }
    for sentence, count in told.items():
        if count:
            click.echo(sentence)
    if not tally.chosen and not tally.left:
        click.echo("no letter that fits waits")
