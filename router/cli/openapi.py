"""`hotlead openapi`."""

import click

from hotlead.router.gateway.calls import described


@click.command
def openapi() -> None:
    """Print the HTTP interface as an OpenAPI document.

    It is what a gateway of this version serves at /openapi.json, and needs no server.
    """
    click.echo(described())
