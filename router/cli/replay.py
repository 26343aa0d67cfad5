"""`hotlead replay`."""

import click


@click.command
def replay() -> None:
    """Feed a file of past leads or calls through the streams."""
