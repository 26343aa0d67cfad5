"""`hotlead explain`."""

from datetime import UTC, datetime
from typing import Literal

import click

from hotlead.router.cli.console import as_json_option, show_json, show_table, wait_for
from hotlead.router.cli.running import redis_of, settings_here
from hotlead.router.errors import UnknownLead
from hotlead.router.gateway.policies import Policies
from hotlead.router.gateway.replies import Explained, UncountedView
from hotlead.router.kpis.decisions import decisions
from hotlead.router.kpis.opening import follower_of, open_store
from hotlead.router.kpis.score_pieces import pieces_of
from hotlead.router.settings import Settings
from hotlead.router.state.views.history import HistoryEntry, history
from hotlead.router.state.views.leads import explanation, lead_view
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.waiting import Waiting, waiting
from hotlead.router.telling.attributes import uncounted
from hotlead.topics.captures import DEFAULT_TENANT


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
    """All that is told of a lead. Raises RedisUnreachable, UnknownLead, LogError."""
    async with redis_of(settings) as redis:
        place = Place.of(redis, settings.redis_prefix, settings.shards, tenant)
        if await lead_view(place, lead) is None:
            raise UnknownLead(f"tenant {tenant} has no lead {lead}")
        store = open_store(settings)
        try:
            await follower_of(settings, store, idle=0.0).catch_up()
            decided = decisions(store, tenant, lead)
            pieces = pieces_of(store, tenant, lead)
        finally:
            store.close()
        policy = await Policies(settings).of((await place.moment()).policy)
        found = await explanation(place, lead, pieces)
        happened = await history(place, lead, policy)
        waits = await waiting(place, lead)
    if found is None or happened is None:
        raise UnknownLead(f"tenant {tenant} has no lead {lead} any more")
    nothing = [UncountedView.of(one) for one in uncounted(policy, found.lead.attributes)]
    seen = dict(found) | {"history": happened.entries, "decisions": decided}
    return Explained(**seen, uncounted=nothing, waiting=waits)


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
    for nothing in told.uncounted:
        click.echo(getattr(nothing, language))
    if told.waiting is not None:
        click.echo(_said(told.waiting, language))
    for one in told.decisions or ():
        click.echo(f"{_when(one.at_ms)}  {getattr(one, language)}")
        for verdict in one.considered:
            click.echo(f"    {getattr(verdict, language)}")
        click.echo(f"    {getattr(one.otherwise, language)}")
    for entry in told.history:
        click.echo(f"{_when(entry.at_ms)}  {_said(entry, language)}")


def _said(told: HistoryEntry | Waiting, language: Literal["en", "zh"]) -> str:
    """The sentence with its instants."""
    said: str = getattr(told, language)
    for name, at_ms in told.times.items():
        said = said.replace(f"{{{name}}}", _when(at_ms))
    return said


def _points(points: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in points.items())


def _when(at_ms: object) -> str:
    return datetime.fromtimestamp(float(str(at_ms)) / 1000, UTC).isoformat(timespec="seconds")
