"""`hotlead rebuild`."""

import asyncio

import click

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.cli.console import as_json_option, show_json
from hotlead.router.cli.running import SERVERS, settings_to_change
from hotlead.router.state.rebuild import rebuild_shards


@click.command
@click.option("--shard", type=int, default=None, help="Only this shard; all without it.")
@click.option(
    "--from-this-log",
    is_flag=True,
    help="Also when journal or inbox are other Kafka logs than the state's: these are right.",
)
@click.option(
    "--from-start", is_flag=True, help="Fold the whole journal, and throw the snapshots away."
)
@as_json_option
def rebuild(shard: int | None, from_this_log: bool, from_start: bool, as_json: bool) -> int:
    """Make the state in Redis anew: newest snapshot, journal behind it, contacts.

    A running worker notices, and opens the shards anew afterwards.
    """
    settings = settings_to_change(*SERVERS)
    shards = range(settings.shards) if shard is None else [shard]
    done = asyncio.run(
        rebuild_shards(
            settings, shards, AGGREGATES, from_this_log=from_this_log, from_start=from_start
        )
    )
    if as_json:
        show_json(done)
    else:
        for one in done:
            since = f" behind the snapshot at {one.begun_with}" if one.begun_with else ""
            click.echo(
                f"shard {one.shard}: {one.entries - one.begun_with} entries folded{since},"
                f" inbox goes on at {one.position}"
            )
    return 0
