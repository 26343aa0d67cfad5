"""`hotlead up`."""

import logging
import os
from pathlib import Path

import click

from hotlead.router.cli.console import as_json_option, show_json
from hotlead.router.cli.own_name import own_name
from hotlead.router.gateway.links import qr_of
from hotlead.router.policy.files import read_policy
from hotlead.router.up.addresses import Addresses
from hotlead.router.up.home import HOME, home_here
from hotlead.router.up.run import Order, run_up
from hotlead.router.up.servers import NamedServer


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
    --json the addresses are one line of JSON on stdout once all is ready. What ends meanwhile is
    started anew.
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
            show(addresses)


def show(told: Addresses) -> None:
    """For people: where all is, how to log in, how to send a lead."""
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
    if told.phone is not None:
        where = "in a browser on this machine" if told.here_alone else "with this link or QR code"
        click.echo(f"\nLog in as rep {told.rep}, {where}:\n  {told.phone}")
        if not told.here_alone:
            click.echo(qr_of(told.phone), nl=False)
    if told.board is not None:
        where = "in another browser or a private window"
        click.echo(f"\nLog in to the board, {where}:\n  {told.board}")
    command = own_name()
    click.echo(
        "Each link opens one session, within 15 minutes. For more, in another terminal here:"
    )
    click.echo(f"  {command} login-code {told.rep or 'REP'}")
    click.echo(f"  {command} login-code {told.supervisor or 'NAME'} --supervisor")
    if told.here_alone:
        click.echo("\nOnly this machine reaches it. For phones in your network start it with")
        click.echo(f"  {told.for_phones(command)}")
    click.echo(f"\nCapture a lead:\n{told.curl}\n")
    click.echo(_ending(told))


def _ending(told: Addresses) -> str:
    kafka, redis = told.servers.kafka, told.servers.redis
    if not kafka.keeps:
        return (
            "Ctrl-C stops all and forgets everything: this Kafka keeps nothing. With Java 17 and"
            " the jars of deploy/kafka, leads are kept."
        )
    if isinstance(kafka, NamedServer) and isinstance(redis, NamedServer):
        return "Ctrl-C stops worker and gateway; Kafka and Redis are yours."
    return f"Ctrl-C stops all; data are kept below {HOME}/ and are there again at the next start."
