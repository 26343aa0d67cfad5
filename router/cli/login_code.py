"""`hotlead login-code`."""

import sys

import click
from pydantic import TypeAdapter, ValidationError

from hotlead.router.cli.console import as_json_option, show_json
from hotlead.router.cli.running import settings_to_sign
from hotlead.router.gateway.links import login_link, qr_of, url_of
from hotlead.router.gateway.listening import local_address, reached_by
from hotlead.router.gateway.sessions import CODE_S, Role, Sessions, is_loopback
from hotlead.router.settings import Settings
from hotlead.router.up.registration import asking, check_rep, check_supervisor
from hotlead.topics.captures import DEFAULT_TENANT
from hotlead.topics.names import Name


@click.command
@click.argument("rep")
@click.option("--tenant", default=DEFAULT_TENANT, show_default=True, help="Whose rep it is.")
@click.option("--supervisor", is_flag=True, help="The code is for a supervisor of this name.")
@click.option(
    "--gateway",
    metavar="URL",
    help="Where phones reach the gateway. HOTLEAD_PUBLIC_URL, or its own address, without it.",
)
@as_json_option
def login_code(rep: str, tenant: str, supervisor: bool, gateway: str | None, as_json: bool) -> None:
    """Make a code with which a rep logs in once.

    The running gateway is asked whether they are registered, and HOTLEAD_SECRET must be its own. A
    tenant without an active supervisor gets its first one by --supervisor, who is registered then;
    later ones are added on the board. The code holds for 15 minutes. At a terminal the link that
    logs in comes with it, and its QR code; elsewhere the code stands alone.
    """
    rep, tenant = _name("REP", rep), _name("--tenant", tenant)
    if gateway and not gateway.startswith(("http://", "https://")):
        raise click.UsageError("--gateway is a URL: https://HOST, or http://HOST:PORT")
    settings = settings_to_sign()
    if tenant not in settings.tenants:
        raise click.UsageError(
            f"--tenant {tenant} is none of HOTLEAD_TENANTS: {', '.join(settings.tenants)}"
        )
    local = url_of(local_address(settings.host), settings.port)
    at_hand = [gateway.rstrip("/"), local] if gateway else [local]
    with asking(at_hand, settings.secret, tenant) as client:
        if not supervisor:
            check_rep(client, tenant, rep)
        elif check_supervisor(client, tenant, rep):
            click.echo(f"registered {rep} as the first supervisor of tenant {tenant}", err=True)
    role: Role = "supervisor" if supervisor else "rep"
    code = Sessions(settings.secret).login_code(role, tenant, rep)
    public = gateway or settings.public_origin
    at = (public or _gateway(settings)).rstrip("/")
    link = login_link(at, code, supervisor=supervisor)
    if as_json:
        who = {"role": role, "id": rep, "tenant": tenant}
        show_json({"code": code, "link": link, **who, "seconds": CODE_S})
        return
    click.echo(code)
    if not sys.stdout.isatty():
        return
    if public or not is_loopback(settings.host):
        click.echo(f"\nor with this link or QR code:\n  {link}\n{qr_of(link)}", nl=False)
    else:
        click.echo(f"\nor with this link, in a browser on this machine:\n  {link}")


def _name(what: str, value: str) -> str:
    try:
        return TypeAdapter[str](Name).validate_python(value)
    except ValidationError:
        raise click.UsageError(
            f"{what} {value!r} is no name: at most 64 characters, no space and none of"
            ' | , : / { } * " \\'
        ) from None


def _gateway(settings: Settings) -> str:
    return url_of(reached_by(settings.host), settings.port)
