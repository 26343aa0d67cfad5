"""`hotlead explain`."""

from datetime import UTC, datetime
from typing import Any

import click
from redis.exceptions import RedisError

from hotlead.router.cli.console import as_json_option, show_json, show_table, wait_for
from hotlead.router.cli.running import settings_here
from hotlead.router.errors import StoreError, UnknownLead
from hotlead.router.lead_history import lead_history
from hotlead.router.rules.sharding import shard_of
from hotlead.router.settings import Settings
from hotlead.router.state.connection import connect
from hotlead.router.state.views.leads import explanation
from hotlead.router.state.views.models import Explanation
from hotlead.router.state.views.place import Place
from hotlead.topics.captures import DEFAULT_TENANT
from hotlead.topics.streams import JOURNAL

CHANGES_MAX = 200


@click.command
@click.argument("lead")
@click.option("--tenant", default=DEFAULT_TENANT, show_default=True, help="Whose lead it is.")
@as_json_option
def explain(lead: str, tenant: str, as_json: bool) -> None:
    """Tell why a lead has its score and its rep.

    Shows the parts of the score, the signals behind them, and the lead's history from the journal.
    """
    told = wait_for(_explanation(settings_here(), tenant, lead))
    if as_json:
        show_json(told.model_dump())
    else:
        _show(told)


async def _explanation(settings: Settings, tenant: str, lead: str) -> Explanation:
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
    return found.model_copy(update={"history": history})


def _show(told: Explanation) -> None:
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
    click.echo(told.why.en)
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
