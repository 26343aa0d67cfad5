"""`hotlead login-code`."""

import click
from pydantic import TypeAdapter, ValidationError

from hotlead.router.cli.console import as_json_option, show_json
from hotlead.router.gateway.sessions import CODE_S, Role, Sessions
from hotlead.router.settings import read_settings
from hotlead.topics.captures import DEFAULT_TENANT
from hotlead.topics.names import Name


@click.command
@click.argument("rep")
@click.option("--tenant", default=DEFAULT_TENANT, show_default=True, help="Whose rep it is.")
@click.option("--supervisor", is_flag=True, help="The code is for a supervisor of this name.")
@as_json_option
def login_code(rep: str, tenant: str, supervisor: bool, as_json: bool) -> None:
    """Make a code with which a rep logs in once.

    It holds for 15 minutes, at gateways with the same HOTLEAD_SECRET.
    """
    for what, value in (("REP", rep), ("--tenant", tenant)):
        try:
            TypeAdapter(Name).validate_python(value)
        except ValidationError:
            raise click.UsageError(
                f"{what} {value!r} is no name: at most 64 characters, no space and none of"
                ' | , : / { } * " \\'
            ) from None
    role: Role = "supervisor" if supervisor else "rep"
    code = Sessions(read_settings().secret).login_code(role, tenant, rep)
    if as_json:
        answer = {"code": code, "role": role, "id": rep, "tenant": tenant, "seconds": CODE_S}
        show_json(answer)
    else:
        click.echo(code)
