"""`hotlead rebuild`."""

import asyncio

import click

from hotlead.router.cli.console import as_json_option, show_json
from hotlead.router.rebuild import rebuild_shards
from hotlead.router.settings import read_settings


@click.command
@click.option("--shard", type=int, default=None, help="Only this shard; all without it.")
@click.option(
    "--from-this-log", is_flag=True, help="Also when Redis holds the state of another Kafka log."
)
@as_json_option
def rebuild(shard: int | None, from_this_log: bool, as_json: bool) -> int:
    """Make the state in Redis anew: fold the journal from its start, and take the contacts.

    A running worker notices, and opens the shards anew afterwards.
    """
    settings = read_settings()
    shards = range(settings.shards) if shard is None else [shard]
    done = asyncio.run(rebuild_shards(settings, shards, from_this_log=from_this_log))
    if as_json:
        show_json(done)
    else:
        for one in done:
            click.echo(
                f"shard {one.shard}: {one.entries} entries folded, inbox goes on at {one.position}"
            )
    return 0
