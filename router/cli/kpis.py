"""`hotlead kpis` and `hotlead kpis rebuild`."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import click

from hotlead.router.cli.console import as_json_option, show_json, show_table, wait_for
from hotlead.router.cli.dead_letters import Instant
from hotlead.router.cli.running import settings_here
from hotlead.router.kpis.measures import kpis as measured
from hotlead.router.kpis.models import Basis, By, Kpis, Measures
from hotlead.router.kpis.opening import follower_of, open_store
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from hotlead.router.policy.book import PolicyBook
from hotlead.router.settings import Settings
from hotlead.router.shard.sharding import shard_of
from hotlead.topics.captures import DEFAULT_TENANT
from hotlead.topics.streams import POLICIES

WEEK_MS: Final = 7 * 24 * 3_600_000
T = TypeVar("T")


@click.group(invoke_without_command=True)
@click.option("--from", "from_ms", type=Instant(), help="First captured from this time on.")
@click.option("--to", "to_ms", type=Instant(), help="First captured before this time.")
@click.option("--by", type=click.Choice(["channel", "pool", "rep"]), help="A column for each.")
@click.option("--tenant", default=DEFAULT_TENANT, show_default=True, help="Whose leads.")
@click.option("--test", is_flag=True, help="Of test leads: those of demo and replay.")
@as_json_option
@click.pass_context
def kpis(
    context: click.Context,
    *,
    from_ms: int | None,
    to_ms: int | None,
    by: By | None,
    tenant: str,
    test: bool,
    as_json: bool,
) -> None:
    """Show the KPIs of a range, each as docs/kpis.md defines it.

    Of the seven days up to --to without --from, and up to now without --to. Times have an offset
    from UTC, as 2026-01-05T09:30:00+08:00. The journal is read on into the file of
    HOTLEAD_READ_STORE first; the whole of it, into memory, when that names none.
    """
    if context.invoked_subcommand is not None:
        return
    settings = settings_here()
    end = settings.clock.now_ms() if to_ms is None else to_ms
    begin = end - WEEK_MS if from_ms is None else from_ms
    if begin >= end:
        raise click.UsageError("--from must lie before --to")

    async def work(store: ReadStore) -> Kpis:
        costs = await _costs(settings, store, tenant)
        return measured(store, tenant, begin, end, by, costs=costs, test=test)

    found = wait_for(_caught_up(settings, work))
    if as_json:
        show_json(found.model_dump())
    else:
        _show(found)


@kpis.command
def rebuild() -> None:
    """Make the read store anew from the journal's start.

    Gateways that use the same file go on from what there is.
    """
    settings = settings_here()
    if settings.read_store in {"", MEMORY}:
        raise click.UsageError("HOTLEAD_READ_STORE names no file, so there is nothing to make anew")
    store = open_store(settings)
    try:
        store.begin_anew()
        wait_for(follower_of(settings, store, idle=0.0).catch_up())
        entries = sum(_seq(store, shard) for shard in range(settings.shards))
    finally:
        store.close()
    click.echo(f"{settings.read_store}: {entries} entries of {settings.shards} shards")


def _seq(store: ReadStore, shard: int) -> int:
    position = store.position(shard)
    return position.seq if position is not None else 0


async def _caught_up(settings: Settings, work: Callable[[ReadStore], Awaitable[T]]) -> T:
    store = open_store(settings)
    try:
        await follower_of(settings, store, idle=0.0).catch_up()
        return await work(store)
    finally:
        store.close()


async def _costs(settings: Settings, store: ReadStore, tenant: str) -> dict[str, float]:
    """Those of the policy in force in the tenant's shard."""
    position = store.position(shard_of(tenant, settings.shards))
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await book.load()
    policy = book.find(position.policy) if position is not None else None
    return (policy or book.newest()).costs


def _show(found: Kpis) -> None:
    columns = [("all", found.total), *((one.name, one.measures) for one in found.slices)]
    click.echo(f"first captured from {_when(found.from_ms)} to {_when(found.to_ms)}")
    click.echo(f"as of {_when(found.as_of_ms) if found.as_of_ms else 'nothing yet'}")
    told = [_lines(measures) for _, measures in columns]
    rows = [[name, *(lines[name] for lines in told)] for name in told[0]]
    show_table(["", *(name for name, _ in columns)], rows)


def _lines(one: Measures) -> dict[str, str]:
    told = {
        "first touch, median": ("first_touch_p50", _span(one.first_touch.p50_s)),
        "first touch, p90": ("first_touch_p90", _span(one.first_touch.p90_s)),
        "  median, pool open": ("first_touch_open_p50", _span(one.first_touch.open_p50_s)),
        "  p90, pool open": ("first_touch_open_p90", _span(one.first_touch.open_p90_s)),
        "followed up in 24 h": ("followed_up_24h", _percent(one.followed_up_24h)),
        "  in 24 h, pool open": ("followed_up_24h_open", _percent(one.followed_up_24h_open)),
        "over time": ("over_time", _percent(one.over_time)),
        "  with the pool open": ("over_time_open", _percent(one.over_time_open)),
        "taken within 15 min": ("hot_acknowledged_15min", _percent(one.hot_acknowledged_15min)),
        "won, of all": ("conversion", _percent(one.conversion.rate)),
        "won, of high intent": ("high_intent", _percent(one.high_intent.rate)),
        "dispatched again, a lead": ("repeated_dispatches", _number(one.repeated_dispatches)),
        "cost a lead": ("cost_lead", _number(one.cost_lead)),
        "cost a lead won": ("cost_won", _number(one.cost_won)),
        "unfairness, points": ("unfairness", _number(one.unfairness)),
    }
    counted = {"leads": str(one.leads), "captures": str(one.captures), "hot clocks": str(one.hot)}
    return counted | {
        name: text + _basis(one.bases.get(figure)) for name, (figure, text) in told.items()
    }


def _basis(basis: Basis | None) -> str:
    """What is said beside a figure that is of too few cases to go by."""
    if basis is None or not basis.few:
        return ""
    if basis.low is None or basis.high is None:
        return f" (of {basis.n})"
    return f" (of {basis.n}: {100 * basis.low:.0f} to {100 * basis.high:.0f} %)"


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _number(value: Any) -> str:
    return "-" if value is None else f"{value:.2f}"


def _when(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")
