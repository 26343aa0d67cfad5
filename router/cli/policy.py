"""`hotlead policy check` and `hotlead policy publish`."""

from dataclasses import asdict
from pathlib import Path

import click

from hotlead.router.cli.console import as_json_option, show_json, wait_for
from hotlead.router.cli.running import SERVERS, redis_of, settings_here, settings_to_change
from hotlead.router.errors import BadPolicy, RedisUnreachable
from hotlead.router.policy.activation import publish_policy
from hotlead.router.policy.document import Policy
from hotlead.router.policy.files import check_document, read_document, read_policy
from hotlead.router.policy.lint import lint
from hotlead.router.policy.lint.warning import Known, PolicyWarning
from hotlead.router.settings import Settings
from hotlead.router.state.views.place import Place
from hotlead.router.state.views.team import rep_views

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command
@click.argument("file", type=FILE)
@click.option("--strict", is_flag=True, help="Warnings fail too: the exit code is 1.")
@click.option("--team", is_flag=True, help="Compare with the reps of the running installation too.")
@as_json_option
def check(file: Path, strict: bool, team: bool, as_json: bool) -> int:
    """Check a policy document: every error in it, and what is hardly meant.

    With errors it cannot be used, and the exit code is 1. A warning is about something that is
    allowed and hardly meant; with warnings alone the exit code is 0, with --strict it is 1.
    """
    settings = settings_here(SERVERS if team else ())
    found, faults = check_document(read_document(file))
    known = (
        wait_for(_with_team(settings)) if team else Known(settings.channels, settings.clock.today())
    )
    warnings = lint(found, known) if found is not None else []
    if as_json:
        show_json(
            {
                "version": found.version if found else None,
                "faults": [asdict(fault) for fault in faults],
                "warnings": [asdict(warning) for warning in warnings],
            }
        )
    else:
        for fault in faults:
            click.echo(f"error: {fault.path or 'document'}: {fault.mend}", err=True)
        tell(warnings)
        _sum_up(file, found, len(faults), len(warnings))
    return 1 if faults or (strict and warnings) else 0


@click.command
@click.argument("file", type=FILE)
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(0, 600),
    default=10.0,
    show_default=True,
    help="Seconds to wait for each shard to follow it.",
)
@click.option("--strict", is_flag=True, help="Publish nothing when there is a warning.")
@as_json_option
def publish(file: Path, wait_s: float, strict: bool, as_json: bool) -> int:
    """Publish a policy and put it into force.

    Warnings are told as by `policy check --team`. The exit code is 0 when all shards follow it. A
    shard that no worker serves now takes it up when one does.
    """
    policy = read_policy(file)
    settings = settings_to_change(*SERVERS)
    warnings = wait_for(_warnings(settings, policy))
    if not as_json:
        tell(warnings)
    if strict and warnings:
        raise BadPolicy(f"{file}: nothing is published: {_count(len(warnings), 'warning')}")
    followed = wait_for(publish_policy(settings, policy, timeout_s=wait_s))
    if as_json:
        show_json(
            {
                "version": policy.version,
                "shards": followed,
                "warnings": [asdict(warning) for warning in warnings],
            }
        )
    else:
        ok = sum(status == "in force" for status in followed.values())
        click.echo(f"published {policy.version}; in force in {ok} of {len(followed)} shards")
        for shard, status in followed.items():
            if status != "in force":
                click.echo(f"shard {shard}: {status}", err=True)
    return 0 if all(status == "in force" for status in followed.values()) else 1


def tell(warnings: list[PolicyWarning]) -> None:
    """A line each, on stderr."""
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)


def _sum_up(file: Path, found: Policy | None, faults: int, warnings: int) -> None:
    if found is None:
        click.echo(f"{file} cannot be used: {_count(faults, 'error')}", err=True)
        return
    pools = ", ".join(found.pools)
    how = f"can be used, with {_count(warnings, 'warning')}" if warnings else "good"
    click.echo(f"{file}: version {found.version}, pools {pools}: {how}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


async def _warnings(settings: Settings, policy: Policy) -> list[PolicyWarning]:
    """With what the team can do where Redis tells it: publishing does not hang on that."""
    try:
        known = await _with_team(settings)
    except RedisUnreachable:
        known = Known(settings.channels, settings.clock.today())
    return lint(policy, known)


async def _with_team(settings: Settings) -> Known:
    """What a policy may name, the registered reps among it. Raises RedisUnreachable."""
    places = (settings.redis_prefix, settings.shards)
    async with redis_of(settings) as redis:
        views = [await rep_views(Place.of(redis, *places, tenant)) for tenant in settings.tenants]
    team = [rep for view in views for rep in view]
    skills = frozenset(skill for rep in team for skill in rep.skills)
    reps = frozenset(rep.rep for rep in team)
    return Known(settings.channels, settings.clock.today(), reps, skills)
