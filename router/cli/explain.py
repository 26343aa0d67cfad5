"""`hotlead explain`."""

from datetime import UTC, datetime
from typing import Any, Literal

import click
from redis.exceptions import RedisError

from hotlead.router.cli.console import as_json_option, show_json, show_table, wait_for
from hotlead.router.cli.running import settings_here
from hotlead.router.errors import StoreError, UnknownLead
from hotlead.router.gateway.replies import Explained
from hotlead.router.kpis.decisions import decisions
from hotlead.router.kpis.opening import follower_of, open_store
from hotlead.router.lead_history import lead_history
from hotlead.router.rules.sharding import shard_of
from hotlead.router.settings import Settings
from hotlead.router.state.connection import connect
from hotlead.router.state.views.leads import explanation
from hotlead.router.state.views.place import Place
from hotlead.topics.captures import DEFAULT_TENANT
from hotlead.topics.streams import JOURNAL

CHANGES_MAX = 200


@click.command
@click.argument("lead")
@click.option("--tenant", default=DEFAULT_TENANT, show_default=True, help="Whose lead it is.")
@click.option("--chinese", is_flag=True, help="The sentences in Chinese.")
@as_json_option
def explain(lead: str, tenant: str, chinese: bool, as_json: bool) -> None:
    """Tell why a lead has its score and its rep.

    In the words of the board. Shows the parts of the score, the signals behind them, and from the
    journal who got the lead and why, what would have sent it elsewhere, and all that happened.
    """
    told = wait_for(explained(settings_here(), tenant, lead))
    if as_json:
        show_json(told.model_dump())
    else:
        show(told, "zh" if chinese else "en")


async def explained(settings: Settings, tenant: str, lead: str) -> Explained:
    """All that is told of a lead. Raises StoreError, UnknownLead, LogError."""
    redis = connect(settings.redis, timeout_s=settings.redis_timeout_s)
    try:
        place = Place.of(redis, settings.redis_prefix, settings.shards, tenant)
        found = await explanation(place, lead, [])
    except (RedisError, OSError) as error:
        raise StoreError(
            f"Redis at {settings.redis.rpartition('@')[2]} does not answer"
            f" ({type(error).__name__}): start it, or name its address in HOTLEAD_REDIS"
        ) from error
    finally:
        await redis.aclose()
    if found is None:
        raise UnknownLead(f"tenant {tenant} has no lead {lead}")
    history = await lead_history(
        settings.kafka,
        settings.topic(JOURNAL),
        shard=shard_of(tenant, settings.shards),
        lead=lead,
        newest=CHANGES_MAX,
    )
    store = open_store(settings)
    try:
        await follower_of(settings, store, idle=0.0).catch_up()
        decided = decisions(store, tenant, lead)
    finally:
        store.close()
    return Explained(**dict(found) | {"history": history}, decisions=decided)


def show(told: Explained, language: Literal["en", "zh"]) -> None:
    """Writes it, the sentences in one language."""
    lead, parts = told.lead, told.lead.parts
    holder = f" with {lead.holder}" if lead.holder else ""
    click.echo(f"{lead.lead}  {lead.masked}  {lead.state}{holder}, pool {lead.pool}")
    click.echo(f"score {parts.score:g} under policy {told.policy}")
    show_table(
        ("part", "points", "weight", "from"),
        [
            ("profile", f"{parts.profile:g}", f"{told.weights['profile']:g}", _points(told.points)),
            ("heat", f"{parts.heat:g}", f"{told.weights['heat']:g}", _points(told.heat)),
            ("freshness", f"{parts.freshness:g}", f"{told.weights['freshness']:g}", ""),
        ],
    )
    click.echo(getattr(told.why, language))
    for one in told.decisions or ():
        click.echo(f"{_when(one.at_ms)}  {getattr(one, language)}")
        for verdict in one.considered:
            click.echo(f"    {getattr(verdict, language)}")
        click.echo(f"    {getattr(one.otherwise, language)}")
    for change in told.history:
        click.echo(f"{_when(change['at_ms'])}  {change['kind']}{_details(change)}")


def _points(points: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in points.items())


def _when(at_ms: object) -> str:
    return datetime.fromtimestamp(float(str(at_ms)) / 1000, UTC).isoformat(timespec="seconds")


def _details(change: dict[str, Any]) -> str:
    names = ("channel", "rep", "name", "reason", "why", "outcome")
    parts = [f"{name} {change[name]}" for name in names if change.get(name) not in (None, "")]
    return f": {', '.join(parts)}" if parts else ""
