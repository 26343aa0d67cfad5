"""A rep for the first phone: registered over HTTP, as a supervisor would, when there is none."""

from time import monotonic, sleep
from typing import Any, Final

import httpx

from hotlead.router.errors import StartFailed
from hotlead.router.gateway.sessions import Sessions
from hotlead.router.rules.policy import Policy
from hotlead.router.settings import Settings

FIRST_REP: Final = "demo"
SUPERVISOR: Final = "supervisor"
TIMEOUT_S: Final = 10.0
UNAVAILABLE: Final = 503
RETRY_S: Final = 1.0


def first_rep(gateway: str, settings: Settings, policy: Policy) -> str | None:
    """The rep `demo`, made now when the tenant has no rep; None when others are there without it.

    They serve all pools of the policy and all regions. Raises StartFailed.
    """
    token, _ = Sessions(settings.secret).open("supervisor", settings.tenants[0], SUPERVISOR)
    with httpx.Client(
        base_url=gateway,
        headers={"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT_S,
        trust_env=False,
    ) as client:
        reps = [rep["rep"] for rep in _asked(client, "GET", "/v1/reps")["reps"]]
        if not reps:
            about = {"name": "Demo", "pools": list(policy.pools)[:16]}
            _asked(client, "PUT", f"/v1/reps/{FIRST_REP}", about)
            return FIRST_REP
    return FIRST_REP if FIRST_REP in reps else None


def _asked(client: httpx.Client, method: str, path: str, body: object = None) -> dict[str, Any]:
    deadline = monotonic() + TIMEOUT_S
    try:
        while True:
            response = client.request(method, path, json=body)
            # A gateway that has just started may not have read the journal to its end yet.
            wait_s = float(response.headers.get("retry-after", RETRY_S))
            if response.status_code != UNAVAILABLE or monotonic() + wait_s > deadline:
                break
            sleep(wait_s)
        response.raise_for_status()
    except httpx.HTTPError as error:
        raise StartFailed(
            f"the gateway did not do {method} {path} ({type(error).__name__}: {error}); see its log"
        ) from None
    answer: dict[str, Any] = response.json()
    return answer
