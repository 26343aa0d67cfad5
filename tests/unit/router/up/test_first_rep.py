"""The first phone's rep is asked for until the gateway has read the journal."""

from functools import partial

import httpx
import pytest

from hotlead.router.errors import StartFailed
from hotlead.router.rules.policy import Policy
from hotlead.router.settings import Settings
from hotlead.router.up import first_rep as module
from hotlead.router.up.first_rep import FIRST_REP, first_rep


def gateway(monkeypatch: pytest.MonkeyPatch, unavailable: int) -> list[str]:
    """A gateway that is not there yet for so many calls; the calls that came."""
    calls: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(f"{request.method} {request.url.path}")
        if len(calls) <= unavailable:
            return httpx.Response(503, headers={"retry-after": "0"})
        return httpx.Response(200, json={"reps": []})

    made = partial(httpx.Client, transport=httpx.MockTransport(answer))
    monkeypatch.setattr("hotlead.router.up.first_rep.httpx.Client", made)
    return calls


def test_a_gateway_that_has_just_started_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = gateway(monkeypatch, unavailable=2)
    assert first_rep("http://here", Settings(), Policy()) == FIRST_REP
    assert calls == ["GET /v1/reps"] * 3 + [f"PUT /v1/reps/{FIRST_REP}"]


def test_one_that_never_is_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway(monkeypatch, unavailable=10**6)
    monkeypatch.setattr(module, "TIMEOUT_S", 0.05)
    with pytest.raises(StartFailed, match="503"):
        first_rep("http://here", Settings(), Policy())
