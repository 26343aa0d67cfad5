"""A gateway as `hotlead login-code` meets it: who is registered, and whose secret it has."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import orjson
import pytest

from hotlead.router.errors import BadCode
from hotlead.router.gateway.sessions import Sessions

SECRET = "a secret of the gateway"


@dataclass
class GatewayDouble:
    """Answers at every address that does not hold `away`."""

    reps: set[str] = field(default_factory=lambda: {"kim"})
    staff: list[dict[str, Any]] = field(default_factory=list)
    away: str = "nowhere"
    asked: list[str] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if self.away in str(request.url):
            raise httpx.ConnectError("refused", request=request)
        self.asked.append(f"{request.method} {request.url}")
        if path == "/healthz":
            return httpx.Response(200, json={})
        try:
            session = Sessions(SECRET).read(request.headers["authorization"].split()[1])
        except BadCode as error:
            return httpx.Response(401, json={"error": "no_session", "message": str(error)})
        assert (session.role, session.id) == ("supervisor", "command-line")
        if request.method == "PUT":
            person = {"id": path.rpartition("/")[2], "active": True}
            self.staff.append({**person, **orjson.loads(request.content)})
        elif path.startswith("/v1/reps/") and path.rpartition("/")[2] not in self.reps:
            return httpx.Response(404, json={"error": "unknown_rep", "message": "no such rep"})
        return httpx.Response(200, json={"staff": self.staff})


def stand_in(monkeypatch: pytest.MonkeyPatch, double: GatewayDouble) -> None:
    """The double takes the place of the network."""
    made = partial(httpx.Client, transport=httpx.MockTransport(double.answer))
    monkeypatch.setattr("hotlead.router.up.gateway_calls.httpx.Client", made)
