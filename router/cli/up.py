"""`hotlead up`."""

import logging
import os
from pathlib import Path

import click

from hotlead.router.cli.console import as_json_option, show_json
from hotlead.router.policy_documents import read_policy
from hotlead.router.up.addresses import Addresses
from hotlead.router.up.home import HOME, home_here
from hotlead.router.up.run import Order, run_up


@click.command
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port of the gateway; 0 for any free one. HOTLEAD_PORT, or 8080, without it.",
)
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Put this policy into force.",
)
@as_json_option
def up(port: int | None, policy_file: Path | None, as_json: bool) -> None:
    """Run everything: Kafka, Redis, topics, worker and gateway.

    Kafka and Redis are started here unless HOTLEAD_KAFKA and HOTLEAD_REDIS name them; data, logs
    and secrets are kept below .hotlead/ in the current directory. Ctrl-C stops all of it. With
    --json the addresses are one line of JSON on stdout once all is ready.
    """
    # What a retry mends by itself is no news here.
    logging.getLogger("hotlead").setLevel(logging.ERROR)
    policy = read_policy(policy_file) if policy_file else None
    run_up(Order(port, policy), os.environ, home_here(), _Teller(as_json=as_json))


class _Teller:
    """Progress on stderr, addresses on stdout."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def stage(self, text: str) -> None:
        """What happens now."""
        click.echo(text, err=True)

    def ready(self, addresses: Addresses) -> None:
        """All serves."""
        if self._as_json:
            show_json(addresses.as_json())
        else:
            _show(addresses)


def _show(told: Addresses) -> None:
    kafka, redis = told.servers.kafka, told.servers.redis
    for name, value in (
        ("gateway", told.gateway),
        ("rep's page", f"{told.gateway}/rep"),
        ("board", f"{told.gateway}/board"),
        ("metrics", f"{told.worker_metrics} (worker)"),
        ("", f"{told.gateway_metrics} (gateway)"),
        ("Kafka", f"{kafka.address} ({kafka.title})"),
        ("Redis", f"{redis.address} ({redis.title})"),
    ):
        click.echo(f"{name:<12}{value}")
    if told.rep_code is not None:
        click.echo(f"\nLog a phone in as rep {told.rep}: {told.gateway}/rep, with this code or QR")
        click.echo(f"  {told.rep_code}\n{told.qr}", nl=False)
    else:
        click.echo("\nLog a phone in with a code for one of your reps: hotlead login-code REP")
    if told.on_phones:
        click.echo(told.on_phones)
    click.echo(f"\nLog in to the board: {told.gateway}/board, with\n  {told.supervisor_code}")
    click.echo("Each code opens one session, within 15 minutes. For more, in another terminal:")
    click.echo(f"  set -a; . {HOME}/up/env; set +a; hotlead login-code {told.rep or 'REP'}")
    click.echo(f"\nCapture a lead:\n{told.curl}\n")
    click.echo(_ending(told))


def _ending(told: Addresses) -> str:
    kafka, redis = told.servers.kafka, told.servers.redis
    if kafka.running is not None and not kafka.keeps:
        return (
            "Ctrl-C stops all and forgets everything: this Kafka keeps nothing. With Java 17 and"
            " the jars of deploy/kafka, leads are kept."
        )
    if kafka.running is None and redis.running is None:
        return "Ctrl-C stops worker and gateway; Kafka and Redis are yours."
    return f"Ctrl-C stops all; data are kept below {HOME}/ and are there again at the next start."
