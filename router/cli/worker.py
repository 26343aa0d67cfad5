"""`hotlead worker`."""

import os
import sys

import click

from hotlead.router.cli.running import environ_with_secret
from hotlead.router.settings import read_settings


@click.command
def worker() -> None:
    """Run a worker: it takes in leads and serves shards.

    Run as many as you like, on as many machines; Kafka shares the work out among them. SIGTERM
    ends a worker after it has finished what it holds. Without HOTLEAD_SECRET it takes that of
    .hotlead/secrets, as a gateway does that is started in the same directory.
    """
    env = environ_with_secret()
    # So that a wrong setting is told here, in one line.
    read_settings(env)
    # The worker is a program of its own: the router imports nothing of the agents.
    os.execve(sys.executable, [sys.executable, "-m", "hotlead.agents"], env)
