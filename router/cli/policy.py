"""`hotlead policy check` and `hotlead policy publish`."""

from dataclasses import asdict
from pathlib import Path

import click

from hotlead.router.cli.console import as_json_option, show_json, wait_for
from hotlead.router.cli.running import settings_here
from hotlead.router.errors import BadPolicy
from hotlead.router.policy_activation import publish_policy
from hotlead.router.policy_documents import check_document, parse_document, read_policy

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command
@click.argument("file", type=_FILE)
@as_json_option
def check(file: Path, as_json: bool) -> int:
    """Check a policy document and name every fault in it."""
    try:
        found, faults = check_document(parse_document(file.read_text("utf-8")))
    except UnicodeDecodeError:
        raise BadPolicy(f"{file}: is no UTF-8 text") from None
    except BadPolicy as error:
        raise BadPolicy(f"{file}: {error}") from None
    if as_json:
        version = found.version if found else None
        show_json({"version": version, "faults": [asdict(fault) for fault in faults]})
    elif found is not None:
        click.echo(f"{file}: version {found.version}, pools {', '.join(found.pools)}: good")
    for fault in faults if not as_json else ():
        click.echo(f"{fault.path or 'document'}: {fault.mend}", err=True)
    return 1 if faults else 0


@click.command
@click.argument("file", type=_FILE)
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(0, 600),
    default=10.0,
    show_default=True,
    help="Seconds to wait for each shard to follow it.",
)
@as_json_option
def publish(file: Path, wait_s: float, as_json: bool) -> int:
    """Publish a policy and put it into force.

    The exit code is 0 when all shards follow it. A shard that no worker serves now takes it up
    when one does.
    """
    policy = read_policy(file)
    followed = wait_for(publish_policy(settings_here(), policy, timeout_s=wait_s))
    if as_json:
        show_json({"version": policy.version, "shards": followed})
    else:
        ok = sum(status == "in force" for status in followed.values())
        click.echo(f"published {policy.version}; in force in {ok} of {len(followed)} shards")
        for shard, status in followed.items():
            if status != "in force":
                click.echo(f"shard {shard}: {status}", err=True)
    return 0 if all(status == "in force" for status in followed.values()) else 1
