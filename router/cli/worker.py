"""`hotlead worker`."""

import os
import sys

import click

from hotlead.router.settings import read_settings


@click.command
def worker() -> None:
    """Run a worker: it takes in leads and serves shards.

    Run as many as you like, on as many machines; Kafka shares the work out among them. SIGTERM
    ends a worker after it has finished what it holds.
    """
    # So that a wrong setting is told here, in one line.
    read_settings()
    # The worker is a program of its own: the router imports nothing of the agents.
    os.execv(sys.executable, [sys.executable, "-m", "hotlead.agents"])
