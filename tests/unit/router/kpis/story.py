"""A short day made by hand, every kind of change in it that a KPI counts."""

from typing import Any

from tests.unit.router.kpis.journals import Journal

T0 = 1_767_600_000_000
"""2026-01-05 16:00 in Shanghai, a Monday."""
MINUTE, HOUR = 60_000, 3_600_000
M = 1_000_000
POOL = {
    "hot": 72 * M,
    "high_intent": 85 * M,
    "top_tier": 1,
    "longest_wait": 4 * HOUR,
    "is_open": 1,
}


def change(kind: str, lead: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "lead": lead, **more}


def scored(base: int, fresh_at: int) -> dict[str, Any]:
    return {
        "profile": base * M,
        "heat": 0,
        "base": base * M,
        "start": 20 * M,
        "slope": 400_000,
        "wait": 0,
        "captured_at": fresh_at,
        "freezes_at": fresh_at + 50 * HOUR,
    }


def captured(lead: str, at: int, base: int, *, kind: str = "captured", **more: Any) -> Any:
    fields = {"capture": f"main|web-form|{lead}", "channel": "web-form", "pool": "main", "at": at}
    return change(kind, lead, **{**fields, **scored(base, at), **more})


def rep(name: str, weight: float, *, on: int = 1) -> dict[str, Any]:
    return {
        "kind": "rep_registered",
        "rep": name,
        "name": name,
        "pools": "main",
        "skills": "",
        "regions": "",
        "tier": 0,
        "weight": weight,
        "capacity": 5,
        "hours": "{}",
        "rep_kind": "0||",
        "on_shift": on,
        "day": "d",
    }


def assigned(lead: str, to: str, epoch: str, score: int = 60) -> dict[str, Any]:
    return change(
        "assigned",
        lead,
        rep=to,
        pool="main",
        epoch=epoch,
        why="fair turn",
        score=score * M,
        ledger="all",
        start=0,
        finish=M,
        masked="138****8000",
    )


def acknowledged(lead: str, by: str, epoch: str) -> dict[str, Any]:
    return change("acknowledged", lead, rep=by, epoch=epoch, via="acknowledge")


def withdrawn(lead: str, who: str, epoch: str, reason: str) -> dict[str, Any]:
    return change("withdrawn", lead, rep=who, epoch=epoch, reason=reason)


def left(lead: str, who: str, epoch: str, reason: str) -> dict[str, Any]:
    return change("left", lead, rep=who, epoch=epoch, reason=reason)


def hot(lead: str, clock_at: int) -> dict[str, Any]:
    return change(
        "hot", lead, pool="main", score=80 * M, clock_at=clock_at, due=clock_at, episode=1
    )


def day() -> Journal:
    """Three leads of wang (weight 1), li (3) and zhao, who is off shift; one is a test."""
    told = Journal()
    told.entry(T0, {"kind": "policy_activated", "version": "p1", "pools": {"main": POOL}})
    told.entry(T0, rep("wang", 1), rep("li", 3), rep("zhao", 1, on=0))
    # a: expired at wang's, then li has it; hot outside hours, so acknowledged before the clock;
    # released, hot clock never anew; won after a contact.
    told.entry(
        T0 + MINUTE,
        captured("a", T0, 70),
        change("queued", "a", reason="captured"),
        hot("a", T0 + HOUR),
        assigned("a", "wang", "1-1", 90),
    )
    told.entry(
        T0 + 6 * MINUTE,
        withdrawn("a", "wang", "1-1", "expired"),
        change("queued", "a", reason="expired"),
        assigned("a", "li", "1-2", 89),
    )
    told.entry(T0 + 7 * MINUTE, acknowledged("a", "li", "1-2"))
    told.entry(T0 + 10 * MINUTE, change("contacted", "a", rep="li"))
    told.entry(
        T0 + 20 * MINUTE,
        left("a", "li", "1-2", "closed"),
        change("closed", "a", rep="li", outcome="won"),
    )
    # b: acknowledged and released before it is hot; then nobody takes it for 16 minutes.
    told.entry(
        T0 + 30 * MINUTE,
        captured("b", T0 + 30 * MINUTE, 40, channel="short-video"),
        change("queued", "b", reason="captured"),
        assigned("b", "li", "1-3"),
    )
    told.entry(T0 + 31 * MINUTE, acknowledged("b", "li", "1-3"))
    told.entry(
        T0 + 32 * MINUTE,
        left("b", "li", "1-3", "released"),
        change("queued", "b", reason="released"),
        hot("b", T0 + 32 * MINUTE),
        assigned("b", "wang", "1-4", 80),
    )
    told.entry(T0 + 48 * MINUTE, acknowledged("b", "wang", "1-4"))
    told.entry(
        T0 + 120 * MINUTE,
        left("b", "wang", "1-4", "no_contact"),
        change("reopened", "b", reason="no_contact", episode=2),
        change("queued", "b", reason="no_contact"),
        assigned("b", "li", "1-5", 79),
    )
    told.entry(T0 + 121 * MINUTE, acknowledged("b", "li", "1-5"))
    told.entry(T0 + 26 * HOUR, change("contacted", "b", rep="li"))
    # t: a test lead, which nothing counts.
    told.entry(T0 + 26 * HOUR, captured("t", T0, 70, test=True), assigned("t", "wang", "1-6", 90))
    # a comes back, by another channel: it counts anew.
    told.entry(
        T0 + 27 * HOUR,
        captured("a", T0 + 27 * HOUR, 70, kind="merged", channel="call-center"),
        change("reopened", "a", reason="returned", episode=2),
        change("queued", "a", reason="returned"),
    )
    return told
