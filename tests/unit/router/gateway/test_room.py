"""Room for requests under way."""

import pytest

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.room import REQUEST_BYTES, Bound, Held, Room


def small() -> Room:
    one = REQUEST_BYTES + 1000
    return Room(
        {"strangers": Bound(one, one), "people": Bound(3 * one, one), "sources": Bound(one, one)}
    )


def held(room: Room, address: str = "10.0.0.1") -> Held:
    return Held(room, address, lambda _caller, _source: True)


def test_what_is_above_is_refused_at_once_and_goes_when_there_is_room() -> None:
    room = small()
    first, second = held(room), held(room)
    first.begin()
    first.take(600)
    with pytest.raises(RequestRefused) as refused:
        second.begin()
    assert (refused.value.status, refused.value.more["retry_after_s"]) == (503, 1)
    first.give_back()
    second.begin()
    second.take(1000)
    with pytest.raises(RequestRefused):
        second.take(1)


def test_who_is_not_known_takes_nothing_from_people_nor_do_sources() -> None:
    room = small()
    stranger, source, rep = held(room), held(room), held(room)
    stranger.begin()
    source.known("sources", "web-form")
    source.begin()
    rep.known("people", "r:main:kim")
    rep.begin()
    with pytest.raises(RequestRefused):
        held(room, "10.0.0.2").begin()


def test_no_caller_has_all_of_it() -> None:
    room = small()
    for caller in ("kim", "lee", "may"):
        one, another = held(room), held(room)
        one.known("people", caller)
        one.begin()
        another.known("people", caller)
        with pytest.raises(RequestRefused):
            another.begin()


def test_a_request_holds_once_and_its_connection_learns_of_whom() -> None:
    told: list[tuple[str, bool]] = []
    room = small()

    def tell(caller: str, source: bool) -> bool:
        told.append((caller, source))
        return True

    one = Held(room, "10.0.0.1", tell)
    one.begin()
    one.known("people", "r:main:kim")
    one.begin()
    one.known("people", "r:main:kim")
    assert told[0] == ("people r:main:kim", False)
    held(room).begin()
    one.give_back()
    another = held(room)
    another.known("people", "r:main:kim")
    another.begin()
    another.take(1000)


def test_a_caller_with_too_many_connections_is_told_so() -> None:
    one = Held(small(), "10.0.0.1", lambda _caller, _source: False)
    with pytest.raises(RequestRefused) as refused:
        one.known("people", "r:main:kim")
    assert (refused.value.status, refused.value.code) == (429, "too_many")
