"""`hotlead doctor`."""

import logging
from dataclasses import asdict

import click

from hotlead.router.cli.console import as_json_option, show_json, wait_for
from hotlead.router.cli.running import settings_here
from hotlead.router.doctor.checks import Check, any_bad
from hotlead.router.doctor.examine import examine


@click.command
@as_json_option
def doctor(as_json: bool) -> int:
    """Look for what is wrong, and say how to mend it.

    Checks versions, settings, ports, Kafka and its topics, Redis and its persistence, and clocks;
    nothing is changed. Where `hotlead up` runs in this directory and the environment names no
    other Kafka or Redis, its settings are used. The exit code is 1 when something is bad.
    """
    logging.getLogger("hotlead").setLevel(logging.ERROR)
    checks = wait_for(examine(settings_here()))
    if as_json:
        show_json({"bad": any_bad(checks), "checks": [asdict(check) for check in checks]})
    else:
        _show(checks)
    return 1 if any_bad(checks) else 0


def _show(checks: list[Check]) -> None:
    width = max(len(check.name) for check in checks)
    for check in checks:
        click.echo(f"{check.verdict:<6}{check.name.ljust(width)}  {check.found}")
        if check.mend:
            click.echo(f"{'':<6}{'':<{width}}  -> {check.mend}")
