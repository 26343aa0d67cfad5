"""`hotlead gateway`."""

import click

from hotlead.router.cli.running import environ_with_secret
from hotlead.router.gateway.app import run
from hotlead.router.settings import read_settings


@click.command
def gateway() -> None:
    """Run the HTTP gateway.

    It listens on HOTLEAD_HOST and HOTLEAD_PORT; without HOTLEAD_TOKENS on the loopback address
    only. Without HOTLEAD_SECRET it makes one of its own, which stays in .hotlead/secrets.
    """
    settings = read_settings(environ_with_secret())
    run(settings)
