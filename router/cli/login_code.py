"""`hotlead login-code`."""

import sys

import click
from pydantic import TypeAdapter, ValidationError

from hotlead.router.cli.console import as_json_option, show_json
from hotlead.router.cli.running import settings_here
from hotlead.router.gateway.sessions import CODE_S, Role, Sessions, is_loopback
from hotlead.router.settings import Settings
from hotlead.router.up.links import login_link, qr_of, url_of
from hotlead.router.up.listening import reached_by
from hotlead.topics.captures import DEFAULT_TENANT
from hotlead.topics.names import Name


@click.command
@click.argument("rep")
@click.option("--tenant", default=DEFAULT_TENANT, show_default=True, help="Whose rep it is.")
@click.option("--supervisor", is_flag=True, help="The code is for a supervisor of this name.")
@click.option(
    "--gateway",
    metavar="URL",
    help="Where phones reach the gateway. By HOTLEAD_HOST and HOTLEAD_PORT, without it.",
)
@as_json_option
def login_code(rep: str, tenant: str, supervisor: bool, gateway: str | None, as_json: bool) -> None:
    """Make a code with which a rep logs in once.

    It holds for 15 minutes, at gateways with the same HOTLEAD_SECRET. At a terminal the link that
    logs in comes with it, and its QR code; elsewhere the code stands alone.
    """
    for what, value in (("REP", rep), ("--tenant", tenant)):
        try:
            TypeAdapter(Name).validate_python(value)
        except ValidationError:
            raise click.UsageError(
                f"{what} {value!r} is no name: at most 64 characters, no space and none of"
                ' | , : / { } * " \\'
            ) from None
    if gateway and not gateway.startswith(("http://", "https://")):
        raise click.UsageError("--gateway is a URL: https://HOST, or http://HOST:PORT")
    settings = settings_here()
    role: Role = "supervisor" if supervisor else "rep"
    code = Sessions(settings.secret).login_code(role, tenant, rep)
    at = (gateway or _gateway(settings)).rstrip("/")
    link = login_link(at, code, supervisor=supervisor)
    if as_json:
        who = {"role": role, "id": rep, "tenant": tenant}
        show_json({"code": code, "link": link, **who, "seconds": CODE_S})
        return
    click.echo(code)
    if not sys.stdout.isatty():
        return
    if gateway or not is_loopback(settings.host):
        click.echo(f"\nor with this link or QR code:\n  {link}\n{qr_of(link)}", nl=False)
    else:
        click.echo(f"\nor with this link, in a browser on this machine:\n  {link}")


def _gateway(settings: Settings) -> str:
    return url_of(reached_by(settings.host), settings.port)
