"""Whether somebody may be given a login code: the running gateway knows who is registered."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote

import httpx

from hotlead.router.errors import GatewayRefused, GatewayUnreachable, NotRegistered
from hotlead.router.up.first_people import active_supervisors
from hotlead.router.up.gateway_calls import asked, gateway_calls

BOARD: Final = "on the board (Team)"


@contextmanager
def asking(gateways: Sequence[str], secret: str, tenant: str) -> Iterator[httpx.Client]:
    """The first of the gateways that answers. Raises GatewayUnreachable."""
    for gateway in gateways:
        with gateway_calls(gateway, secret, tenant) as client:
            try:
                client.get("/healthz")
            except httpx.TransportError:
                continue
            yield client
            return
    raise GatewayUnreachable(
        f"no gateway answers at {' or '.join(gateways)}, and only it knows who is registered:"
        " start it, or name its address with --gateway or HOTLEAD_PORT"
    )


def check_rep(client: httpx.Client, tenant: str, rep: str) -> None:
    """Raises NotRegistered, GatewayRefused."""
    if _answer(client, "GET", f"/v1/reps/{quote(rep, safe='')}") is None:
        raise NotRegistered(
            f"tenant {tenant} has no rep {rep}: a supervisor adds them {BOARD}, or with"
            f" PUT /v1/reps/{quote(rep, safe='')}; then ask for the code again"
        )


def check_supervisor(client: httpx.Client, tenant: str, name: str) -> bool:
    """Whether they were registered now, as the tenant's first supervisor.

    Raises NotRegistered, GatewayRefused.
    """
    told = _answer(client, "GET", "/v1/staff") or {"staff": []}
    active = active_supervisors(told)
    if name in active:
        return False
    if not active:
        _answer(client, "PUT", f"/v1/staff/{quote(name, safe='')}", {"role": "supervisor"})
        return True
    known = next((one for one in told["staff"] if one["id"] == name), None)
    if known is None:
        what = f"tenant {tenant} has no supervisor {name}, and has others ({_few(active)})"
    elif not known["active"]:
        what = f"{name} is not active any more"
    else:
        what = f"{name} is a viewer, no supervisor"
    raise NotRegistered(f"{what}: one of the supervisors changes that {BOARD}")


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def _answer(
    client: httpx.Client, method: str, path: str, body: object = None
) -> dict[str, Any] | None:
    """What the gateway answers; None for nobody of this id. Raises GatewayRefused."""
    where = str(client.base_url).rstrip("/")
    try:
        response = asked(client, method, path, body)
        answer: dict[str, Any] = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise GatewayRefused(
            f"what answers at {where} is no gateway of hotlead ({type(error).__name__}): name its"
            " address with --gateway or HOTLEAD_PORT"
        ) from None
    if response.status_code == httpx.codes.UNAUTHORIZED:
        raise GatewayRefused(
            f"the gateway at {where} has another HOTLEAD_SECRET, so the code would let nobody in:"
            " give this command the gateway's, or run it in the directory of its `hotlead up`"
        )
    if response.status_code == httpx.codes.NOT_FOUND and answer.get("error") == "unknown_rep":
        return None
    if response.is_error:
        raise GatewayRefused(
            f"the gateway at {where} did not do {method} {path}: {answer.get('message', answer)}"
        )
    return answer
