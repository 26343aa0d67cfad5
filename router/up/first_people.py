"""A rep for the first phone and a supervisor for the board, registered when there is none."""

from typing import Any, Final

import httpx

from hotlead.router.errors import StartFailed
from hotlead.router.policy.document import Policy
from hotlead.router.up.gateway_calls import TIMEOUT_S, asked

FIRST_REP: Final = "demo"
SUPERVISOR: Final = "supervisor"


def first_rep(client: httpx.Client, policy: Policy, *, within_s: float = TIMEOUT_S) -> str | None:
    """The rep `demo`, made now when the tenant has no rep; None when others are there without it.

    They serve all pools of the policy and all regions. Raises StartFailed.
    """
    found = _answer(client, "GET", "/v1/reps", within_s=within_s)
    reps = [rep["rep"] for rep in found["reps"]]
    if not reps:
        about = {"name": "Demo", "pools": list(policy.pools)[:16]}
        _answer(client, "PUT", f"/v1/reps/{FIRST_REP}", about)
        return FIRST_REP
    return FIRST_REP if FIRST_REP in reps else None


def first_supervisor(client: httpx.Client) -> str | None:
    """`supervisor`, made now when the tenant has no active one; None when others are there alone.

    Raises StartFailed.
    """
    active = active_supervisors(_answer(client, "GET", "/v1/staff"))
    if not active:
        _answer(client, "PUT", f"/v1/staff/{SUPERVISOR}", {"role": "supervisor"})
        return SUPERVISOR
    return SUPERVISOR if SUPERVISOR in active else None


def active_supervisors(staff: dict[str, Any]) -> list[str]:
    """Those who may act, of what /v1/staff tells."""
    return [one["id"] for one in staff["staff"] if one["active"] and one["role"] == "supervisor"]


def _answer(
    client: httpx.Client, method: str, path: str, body: object = None, within_s: float = TIMEOUT_S
) -> dict[str, Any]:
    try:
        response = asked(client, method, path, body, within_s=within_s)
        response.raise_for_status()
    except httpx.HTTPError as error:
        raise StartFailed(
            f"the gateway did not do {method} {path} ({type(error).__name__}: {error}); see its log"
        ) from None
    answer: dict[str, Any] = response.json()
    return answer
