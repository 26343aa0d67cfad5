"""HTTP calls, each an operation of the history."""

from typing import Any, Final

import httpx

from tests.chaos.history import History, Operation

TIMEOUT_S: Final = 7.0
CONNECTIONS: Final = 20


def end(operation: Operation, answer: httpx.Response | None, **fields: Any) -> None:
    """2xx happened, 4xx surely did not; of all else nobody knows."""
    if answer is None:
        operation.end("info", **fields)
    elif answer.is_success:
        operation.end("ok", status=answer.status_code, **fields)
    elif answer.is_client_error:
        operation.end("fail", status=answer.status_code, **fields)
    else:
        operation.end("info", status=answer.status_code, **fields)


class Caller:
    """Connections of one client to the gateway.

    Each client has its own: what a pool costs grows with the square of the calls that wait in it.
    """

    def __init__(self, address: str, history: History) -> None:
        self.history = history
        self.http = httpx.AsyncClient(
            base_url=address,
            timeout=TIMEOUT_S,
            limits=httpx.Limits(max_connections=CONNECTIONS),
            verify=False,  # noqa: S501  (plain HTTP: no certificates are read, which takes time)
            trust_env=False,
        )

    async def send(
        self, method: str, path: str, body: Any = None, token: str | None = None
    ) -> httpx.Response | None:
        """The answer, or None when there was none."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        try:
            return await self.http.request(method, path, json=body, headers=headers)
        except httpx.HTTPError:
            return None

    async def finish(
        self, operation: Operation, method: str, path: str, body: Any, token: str
    ) -> httpx.Response | None:
        """Makes the call that an operation is, and ends it by the answer."""
        answer = await self.send(method, path, body, token)
        told: dict[str, Any] = {}
        if answer is not None and answer.is_success:
            found = answer.json()
            # What was asked for stays as it was asked.
            names = {"lead": "lead", "epoch": "answered_epoch"}
            told = {names[name]: found[name] for name in names if name in found}
        elif answer is not None and answer.is_client_error:
            told = {"error": answer.json().get("error")}
        end(operation, answer, **told)
        return answer

    async def close(self) -> None:
        """Closes the connections."""
        await self.http.aclose()
