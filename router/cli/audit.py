"""`hotlead audit`."""

import asyncio

import click

from hotlead.router.audit import audit as check
from hotlead.router.audit.report import INVARIANTS
from hotlead.router.cli.console import as_json_option, show_json
from hotlead.router.cli.running import settings_here
from hotlead.router.embedded.stores import run_valkey


@click.command
@as_json_option
def audit(as_json: bool) -> int:
    """Check the invariants against Redis and the journal.

    Prints how many cases of each invariant were checked and how many breaches were found; the exit
    code is 1 when there is any.
    """
    settings = settings_here()
    with run_valkey() as scratch:
        report = asyncio.run(check(settings, scratch.url))
    if as_json:
        show_json(report.as_json())
    else:
        for number, meaning in INVARIANTS.items():
            checked, breaches = report.checked[number], report.breaches[number]
            click.echo(f"{number}  {checked:>9} checked  {breaches:>6} breaches  {meaning}")
        for finding in report.findings:
            click.echo(f"invariant {finding.invariant}, shard {finding.shard}: {finding.text}")
    return 0 if report.holds else 1
