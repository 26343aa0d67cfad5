"""The running gateway, asked over HTTP by whoever holds its secret."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Final

import httpx

from hotlead.router.gateway.sessions import Sessions

TIMEOUT_S: Final = 10.0
RETRY_S: Final = 1.0


@contextmanager
def gateway_calls(gateway: str, secret: str, tenant: str) -> Iterator[httpx.Client]:
    """A client that calls as a supervisor of the tenant, called `command-line`."""
    token = Sessions(secret).open_for_command(tenant)
    with httpx.Client(
        base_url=gateway,
        headers={"Authorization": f"Bearer {token}"},
        timeout=TIMEOUT_S,
        trust_env=False,
    ) as client:
        yield client


def asked(
    client: httpx.Client,
    method: str,
    path: str,
    body: object = None,
    *,
    within_s: float = TIMEOUT_S,
) -> httpx.Response:
    """The answer, whatever it is; a 503 is asked again for so long. Raises httpx.HTTPError."""
    deadline = monotonic() + within_s
    while True:
        response = client.request(method, path, json=body)
        # A gateway that has just started may not have read the journal to its end yet.
        wait_s = float(response.headers.get("retry-after", RETRY_S))
        unavailable = response.status_code == httpx.codes.SERVICE_UNAVAILABLE
        if not unavailable or monotonic() + wait_s > deadline:
            return response
        sleep(wait_s)
