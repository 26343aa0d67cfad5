"""`hotlead gateway`."""

import importlib

import click

from hotlead.router.settings import read_settings


@click.command
def gateway() -> None:
    """Run the HTTP gateway.

    It listens on HOTLEAD_HOST and HOTLEAD_PORT; without HOTLEAD_TOKENS on the loopback address
    only.
    """
    importlib.import_module("hotlead.router.gateway").run(read_settings())
