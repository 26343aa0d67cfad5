"""Room for requests under way."""

from contextlib import ExitStack

import pytest
from starlette.types import Scope

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.room import REQUEST_BYTES, UNTOLD_BYTES, Room


def request(
    path: str = "/v1/captures/web-form", length: int | None = None, method: str = "POST"
) -> Scope:
    headers = [] if length is None else [(b"content-length", str(length).encode())]
    return {"method": method, "path": path, "headers": headers}


def test_what_is_above_is_refused_at_once_and_goes_when_there_is_room() -> None:
    room = Room(sources_bytes_max=2 * REQUEST_BYTES + 1000)
    with ExitStack() as under_way:
        under_way.enter_context(room.held(request(length=600)))
        with pytest.raises(RequestRefused) as refused, room.held(request(length=600)):
            pass
        assert (refused.value.status, refused.value.more["retry_after_s"]) == (503, 1)
        with room.held(request(length=400)):
            pass
    with room.held(request(length=600)):
        pass


def test_captures_take_nothing_from_people() -> None:
    room = Room(sources_bytes_max=0, people_bytes_max=REQUEST_BYTES)
    for path in ("/v1/captures/web-form", "/v1/signals"):
        with pytest.raises(RequestRefused), room.held(request(path)):
            pass
    with room.held(request("/v1/assignments/a/acknowledge")):
        pass
    with room.held(request(method="GET")):
        pass


def test_a_length_that_is_not_told_counts_as_the_longest() -> None:
    untold = {**request(), "headers": [(b"transfer-encoding", b"chunked")]}
    with pytest.raises(RequestRefused), Room(REQUEST_BYTES + UNTOLD_BYTES - 1).held(untold):
        pass
    with Room(REQUEST_BYTES + UNTOLD_BYTES).held(untold):
        pass
