"""The first rep and the first supervisor: registered where there is none, asked for till ready."""

from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from hotlead.router.errors import StartFailed
from hotlead.router.policy.document import Policy
from hotlead.router.up.first_people import FIRST_REP, SUPERVISOR, first_rep, first_supervisor


def client(answer: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(base_url="http://here", transport=httpx.MockTransport(answer))


def gateway(unavailable: int, calls: list[str]) -> httpx.Client:
    """A gateway that is not there yet for so many calls, and writes down all that came."""

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(f"{request.method} {request.url.path}")
        if len(calls) <= unavailable:
            return httpx.Response(503, headers={"retry-after": "0"})
        return httpx.Response(200, json={"reps": []})

    return client(answer)


def test_a_gateway_that_has_just_started_is_asked_again() -> None:
    calls: list[str] = []
    assert first_rep(gateway(2, calls), Policy()) == FIRST_REP
    assert calls == ["GET /v1/reps"] * 3 + [f"PUT /v1/reps/{FIRST_REP}"]


def test_one_that_never_is_there_is_told() -> None:
    with pytest.raises(StartFailed, match="503"):
        first_rep(gateway(10**6, []), Policy(), within_s=0.05)


def person(id_: str, role: str = "supervisor", *, active: bool = True) -> dict[str, Any]:
    return {"id": id_, "name": "", "role": role, "active": active}


@pytest.mark.parametrize(
    ("staff", "who", "made"),
    [
        ([], SUPERVISOR, True),
        ([person("wu", "viewer"), person("lin", active=False)], SUPERVISOR, True),
        ([person(SUPERVISOR)], SUPERVISOR, False),
        ([person("lin")], None, False),
        ([person("lin"), person(SUPERVISOR, active=False)], None, False),
    ],
)
def test_a_supervisor_is_made_only_where_nobody_may_act(
    staff: list[dict[str, Any]], who: str | None, *, made: bool
) -> None:
    sent = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            sent.append((request.url.path, orjson.loads(request.content)))
        return httpx.Response(200, json={"staff": staff})

    assert first_supervisor(client(answer)) == who
    assert sent == ([(f"/v1/staff/{SUPERVISOR}", {"role": "supervisor"})] if made else [])
