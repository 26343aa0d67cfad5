"""`hotlead topics apply`."""

from dataclasses import asdict
from pathlib import Path

import click

from hotlead.router.cli.console import as_json_option, show_json, show_table, wait_for
from hotlead.router.cli.policy import tell
from hotlead.router.cli.running import settings_here
from hotlead.router.policy.files import read_policy
from hotlead.router.policy.lint import lint
from hotlead.router.policy.lint.warning import Known
from hotlead.router.provision.apply import apply_topics
from hotlead.router.provision.differences import Difference, Report


@click.command
@click.option("--fix", is_flag=True, help="Mend what can be mended without loss.")
@as_json_option
def apply(fix: bool, as_json: bool) -> int:
    """Make the Kafka topics, and check those that are there.

    Run again it changes nothing. A topic that differs from what it must be is shown, and the exit
    code is 1. The first time, the policy of HOTLEAD_POLICY_FILE, or the default one, is published.
    """
    settings = settings_here()
    first = read_policy(Path(settings.policy_file)) if settings.policy_file else None
    report = wait_for(apply_topics(settings, fix=fix, first_policy=first))
    published = first is not None and report.policy == first.version
    known = Known(settings.channels, settings.clock.today())
    warnings = lint(first, known) if first and published else []
    if as_json:
        show_json({**asdict(report), "warnings": [asdict(warning) for warning in warnings]})
    else:
        _show(report)
        tell(warnings)
    return 1 if report.differences else 0


def _show(report: Report) -> None:
    for name in report.made:
        click.echo(f"made {name}")
    for one in report.mended:
        click.echo(f"mended {one.topic}: {one.property} was {one.found}, is {one.wanted}")
    if report.policy:
        click.echo(f"published policy {report.policy}")
    if report.unchecked:
        click.echo(
            f"{len(report.unchecked)} properties could not be checked: this broker does not tell"
            f" them (the first is {report.unchecked[0]})"
        )
    if report.differences:
        click.echo("these differ:")
        show_table(
            ("topic", "property", "is", "should be", "how to mend it"),
            [(o.topic, o.property, o.found, o.wanted, _mend(o)) for o in report.differences],
        )
    elif not report.changed:
        click.echo(f"all {len(report.kept)} topics are as they should be")


def _mend(one: Difference) -> str:
    return one.cannot or "run again with --fix"
