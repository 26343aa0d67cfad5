"""Who is told of a lead that is open to all."""

from typing import Any

from hotlead.router.gateway.streams import RepWants
from hotlead.topics.journal import Change
from tests.whole_changes import whole_change


def change(kind: str, lead: str = "ld_1", **more: Any) -> Change:
    return whole_change(kind, tenant="main", lead=lead, **more)


def test_a_rep_of_the_pool_is_told_how_an_open_lead_fares() -> None:
    wants = RepWants("main", "kim", frozenset({"villas"}))
    assert not wants(change("acknowledged", rep="lee"))
    assert not wants(change("rung", pool="flats", open=True, rep="lee"))
    assert not wants(change("acknowledged", rep="lee"))
    assert wants(change("rung", pool="villas", open=True, rep="lee"))
    assert wants(change("acknowledged", rep="lee"))
    # Released, it is open to all again.
    assert wants(change("left", rep="lee", open=True))
    assert not wants(change("assigned", rep="lee"))
    assert wants(change("closed", rep="lee"))
    assert not wants(change("left", rep="lee"))


def test_an_own_rung_is_told_without_being_open() -> None:
    wants = RepWants("main", "kim", frozenset({"villas"}))
    assert wants(change("rung", pool="villas", rep="kim"))
    assert not wants(change("rung", pool="villas", rep="lee"))


def test_what_the_snapshot_held_is_watched() -> None:
    wants = RepWants("main", "kim", frozenset({"villas"}), opened={"ld_2"})
    assert wants(change("acknowledged", "ld_2", rep="lee"))
