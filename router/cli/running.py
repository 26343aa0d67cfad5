"""The installation that a command asks: that of the environment, or the `up` that runs here."""

import os
from collections.abc import Mapping
from typing import Final

import click

from hotlead.router.settings import Settings, read_settings
from hotlead.router.up.home import HOME, home_here, read_env

SERVERS: Final = ("HOTLEAD_KAFKA", "HOTLEAD_REDIS")


def settings_here() -> Settings:
    """The settings; what the environment leaves open is as in the `hotlead up` that runs here.

    One line on stderr says so. Raises BadSetting.
    """
    running = read_env(home_here())
    lent = lent_by(running, os.environ)
    if lent:
        click.echo(
            f"with the settings of the `hotlead up` that runs here ({HOME}/up/env)", err=True
        )
    return read_settings({**lent, **os.environ})


def lent_by(running: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """What the environment does not set; nothing when it names servers of another installation."""
    if any(environ.get(name, running.get(name)) != running.get(name) for name in SERVERS):
        return {}
    return {name: value for name, value in running.items() if name not in environ}
