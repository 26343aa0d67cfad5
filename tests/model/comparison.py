"""Where the model and Redis differ, in words that a reader can follow."""

from collections import Counter
from fractions import Fraction
from math import floor
from typing import Any

import orjson

from hotlead.topics.journal import Entry
from tests.integration.state.invariants import needs
from tests.integration.state.snapshot import Snapshot
from tests.model.reps import live, on_duty, room, untouched
from tests.model.scoring import score as score_of
from tests.model.world import HOUR, TOLD, Lead, Rep, Told, World

_CLOCKS = (("since", "since"), ("hot", "hot_at"))
Facts = dict[str, dict[str, Any]]
_WAS = ("epoch", "assigned_at", "acknowledged_at", "contacted_at", "next_at", "reopen_clock")


class Diverged(AssertionError):
    """The scripts did something else than the model."""


def same_told(expected: list[Told], entry: Entry | None) -> list[str]:
    """Differences between what the model tells and the changes of one entry."""
    changes = entry.raw if entry is not None else ()
    found = [
        (c["kind"], *(_plain(c.get(field)) for field in TOLD[c["kind"]]))
        for c in changes
        if c["kind"] in TOLD
    ]
    missing, extra = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    return [
        *(f"Redis did not tell {_said(told)}" for told in missing.elements()),
        *(f"Redis told {_said(told)}" for told in extra.elements()),
    ]


def _said(told: Told) -> str:
    kind = str(told[0])
    fields = zip(TOLD[kind], told[1:], strict=True)
    return f"{kind} " + ", ".join(f"{name}={value}" for name, value in fields if value is not None)


def take_epochs(world: World, counter: int, entry: Entry | None) -> list[str]:
    """Checks that epochs are counted on from `counter`, and takes them over.

    Which of the leads assigned in one step got which of its epochs is left to Redis.
    """
    wrong = []
    for c in entry.raw if entry is not None else ():
        if c["kind"] == "assigned" or c.get("via") == "claim" or _anew(world, counter, c):
            counter += 1
            expected = f"{world.generation}-{counter}"
            if c["epoch"] != expected:
                wrong.append(f"{c['lead']} was assigned under {c['epoch']}, not {expected}")
            if world.leads[c["lead"]].epoch is not None:
                world.leads[c["lead"]].epoch = c["epoch"]
    return wrong


def _anew(world: World, counter: int, c: dict[str, Any]) -> bool:
    """Whether a lead that came back with a late contact waited: else it keeps its epoch."""
    known = {f"{world.generation}-{n}" for n in range(1, counter + 1)}
    return c.get("via") == "late_contact" and _of(world, c["epoch"]) and c["epoch"] not in known


def _of(world: World, epoch: str) -> bool:
    return epoch.startswith(f"{world.generation}-")


def differences(world: World, state: Snapshot) -> list[str]:
    """Where the state in Redis is not the model's."""
    expected, found = _expected(world), _found(state, world.now)
    wrong = []
    for name in sorted(expected.keys() | found.keys()):
        mine, theirs = expected.get(name), found.get(name)
        if mine is None or theirs is None:
            wrong.append(f"{name} is {'in Redis' if mine is None else 'in the model'} alone")
            continue
        wrong += [
            f"{name}: {field} is {theirs.get(field)} in Redis, {mine.get(field)} in the model"
            for field in sorted(mine.keys() | theirs.keys())
            if mine.get(field) != theirs.get(field)
        ]
    return wrong


def _expected(world: World) -> Facts:
    facts: Facts = {f"lead {lead.id}": _lead(world, lead) for lead in world.leads.values()}
    facts |= {f"rep {rep.id}": _rep(world, rep) for rep in world.reps.values()}
    ledger: Counter[str] = Counter()
    for lead in world.leads.values():
        ledger[f"{lead.tenant}|{lead.state}"] += 1
    ledger.update({f"{tenant}|captured": n for tenant, n in world.captured.items()})
    ledger.update({f"{tenant}|merged": n for tenant, n in world.merged.items()})
    ledger["_|held"] = sum(map(len, world.held.values()))
    facts["shard"] = {
        "generation": world.generation,
        "counter": world.counter,
        "next": world.next,
        "policy": world.policy.version,
        "now": world.last,
    }
    facts["ledger"] = {name: n for name, n in ledger.items() if n}
    facts["timers"] = dict(world.timers)
    facts["virtual times"] = {
        f"{tenant}/{pool}|{ledger}": n for (tenant, pool, ledger), n in world.virtual.items() if n
    }
    facts["credits"] = {
        f"{tenant}/{pool}": int(credit * 1_000_000)
        for (tenant, pool), credit in world.credits.items()
        if credit
    }
    facts["sets"] = {
        "rescore": world.rescore,
        "bounds": world.bounds,
        "seen": set(world.seen),
        "claimable": {lead.id for lead in world.leads.values() if lead.open},
    }
    facts["unserved"] = {f"{t}/{pool}": since for (t, pool), since in world.unserved.items()}
    facts["open time"] = {name: one.open_before for name, one in world.pools.items()}
    facts["clocks"] = {name: one.clock for name, one in world.pools.items()}
    facts["visitors"] = dict(world.visitors)
    facts["identities"] = dict(world.identities)
    facts["held"] = {visitor: len(held) for visitor, held in world.held.items()}
    return facts


def _lead(world: World, lead: Lead) -> dict[str, Any]:
    names = ("tenant", "pool", "state", "episode", "since", "captured_at", "profile", "heat")
    more = (
        "slower",
        "slower_from",
        "hot_at",
        "rung",
        "rep",
        "epoch",
        "assigned_at",
        "contacted_at",
        "owner",
        "relaxed",
    )
    ends = ("acknowledged_at", "outcome", "next_at", "closed_at", "closed_by")
    fields = {name: getattr(lead, name) for name in (*names, *more, *ends)}
    fields["clocks"] = (lead.since_clock, None if lead.hot_at is None else lead.hot_clock)
    was = lead.was
    for name in _WAS:
        fields[f"was.{name}"] = None if was is None else getattr(was, name)
    asked: set[str] = set()
    for name, tokens in lead.needs.items():
        if name not in lead.dropped:
            asked |= {f"{what}:{value}" for what, value in tokens}
    return fields | {
        "score": score_of(lead, world.now),
        "open": lead.open,
        "refused": lead.refused,
        "dropped": lead.dropped,
        "needs": asked,
        "past": {
            epoch: f"{one.rep}|{one.pushed}|{one.ended}|{one.reason}|{one.episode}"
            for epoch, one in lead.past.items()
        },
        "signals": len(lead.signals),
    }


def _rep(world: World, rep: Rep) -> dict[str, Any]:
    names = ("tenant", "presence", "reachable", "on_shift", "shift_at", "day", "today", "missed")
    more = ("paced", "paced_until", "capacity", "daily_cap", "present", "free")
    lately = ("wraps_until", "open_most", "offline_at", "online_at", "signed_out", "phones")
    mine = [x.id for x in world.leads.values() if x.rep == rep.id and x.state == "acknowledged"]
    closed = {x.id: x.closed_at for x in world.leads.values() if x.closed_by == rep.id}
    return {name: getattr(rep, name) for name in (*names, *more, *lately)} | {
        "closed": closed,
        "live": {lead.id for lead in live(world, rep)},
        "open": set(mine),
        "room": room(world, rep),
        "untouched": len(untouched(world, rep)),
        "idle_since": rep.idle_since if rep.free else None,
        "on duty in": {f"{rep.tenant}/{pool}" for pool in rep.pools} if on_duty(rep) else set(),
        "tags": {f"{pool}.{ledger}": n for (pool, ledger), n in rep.tags.items() if n},
    }


def _found(state: Snapshot, now: int) -> Facts:
    facts = {f"lead {i}": _lead_in(state, i, f, now) for i, f in state.each("lead:").items()}
    facts |= {f"rep {i}": _rep_in(state, i, fields) for i, fields in state.each("rep:").items()}
    shard = state.hash("shard")
    facts["shard"] = {name: _number(shard[name]) for name in ("generation", "counter", "next")}
    facts["shard"] |= {"policy": shard["policy"], "now": _number(shard["now"])}
    ledger = {name: int(n) for name, n in state.hash("ledger").items()}
    facts["ledger"] = {name: n for name, n in ledger.items() if n}
    timers = {member: int(at) for member, at in state.scores("deadlines").items()}
    facts["timers"] = {m: at for m, at in timers.items() if not m.startswith("freeze|")}
    facts["virtual times"] = {p: int(n) for p, n in state.hash("virtual").items() if int(n)}
    facts["credits"] = {p: int(n) for p, n in state.hash("credits").items() if int(n)}
    facts["sets"] = {
        "rescore": state.members("rescore"),
        "bounds": state.members("bounds"),
        "seen": set(state.hash("seen")),
        "claimable": set().union(*state.each("claimable:").values()),
    }
    facts["unserved"] = {place: int(since) for place, since in state.hash("unserved").items()}
    facts["open time"] = {n: int(f["open_ms"]) for n, f in state.each("pool:").items()}
    facts["clocks"] = {n: _clock_in(f) for n, f in state.each("pool:").items()}
    facts["visitors"] = dict(state.hash("visitors"))
    facts["identities"] = dict(state.hash("identities"))
    facts["held"] = {visitor: len(held) for visitor, held in state.each("held:").items()}
    return facts


def _lead_in(state: Snapshot, name: str, f: dict[str, str], now: int) -> dict[str, Any]:
    texts = (
        "tenant",
        "pool",
        "state",
        "rep",
        "epoch",
        "owner",
        "outcome",
        "closed_by",
        "slower",
        "was.epoch",
    )
    numbers = ("episode", "since", "captured_at", "profile", "heat", "rung", "relaxed")
    perhaps = (
        "slower_from",
        "hot_at",
        "assigned_at",
        "contacted_at",
        "next_at",
        "acknowledged_at",
        "closed_at",
    )
    was = [f"was.{name}" for name in _WAS if name != "epoch"]
    fields: dict[str, Any] = {field: f.get(field) for field in (*texts, "was.epoch")}
    fields |= {field: _number(f.get(field)) for field in (*numbers, *perhaps, *was)}
    return fields | {
        "clocks": tuple(_number(f.get(f"{one}_clock", f.get(at))) for one, at in _CLOCKS),
        "past": {field[5:]: value for field, value in f.items() if field.startswith("past.")},
        "score": _score_in(f, now),
        "open": f.get("open") == "1",
        "refused": _names(f.get("refused")),
        "dropped": _names(f.get("dropped")),
        "needs": needs(f),
        "signals": len(state.keys.get(f"signals:{name}", ())),
    }


def _clock_in(f: dict[str, str]) -> tuple[int, int] | None:
    return (int(f["clock_ms"]), int(f["clock_at"])) if "clock_ms" in f else None


def _score_in(f: dict[str, str], now: int) -> int:
    """The score at an instant by the numbers that Redis keeps of it."""
    base, start, slope, captured_at = (
        Fraction(f[field]) for field in ("base", "start", "slope", "captured_at")
    )
    fresh = start - slope * max(Fraction(0), now - captured_at) / HOUR
    return floor(base + max(Fraction(0), fresh) + Fraction(1, 2))


def _rep_in(state: Snapshot, name: str, f: dict[str, str]) -> dict[str, Any]:
    flags = ("reachable", "on_shift", "present")
    numbers = ("shift_at", "today", "missed", "paced", "paced_until", "capacity", "daily_cap")
    perhaps = ("offline_at", "online_at")
    fields: dict[str, Any] = {field: f.get(field) for field in ("tenant", "presence", "day")}
    fields |= {field: f[field] == "1" for field in flags}
    fields |= {field: _number(f.get(field)) for field in (*numbers, *perhaps)}
    tags = {field[4:]: int(n) for field, n in f.items() if field.startswith("tag.")}
    return fields | {
        "free": "listed" in f,
        "open_most": _number(f.get("open_most")),
        "wraps_until": _number(f.get("wrap_until")),
        "signed_out": _number(f.get("signed_out", "0")),
        "phones": {
            phone: int(orjson.loads(kept)["at"]) for phone, kept in state.hash("push", name).items()
        },
        "closed": {lead: int(at) for lead, at in state.scores("closed", name).items()},
        "live": state.members("live", name),
        "open": state.members("open", name),
        "room": int(f["capacity"]) - int(f["live"]) - int(f["uncontacted"]),
        "untouched": _number(f["uncontacted"]),
        "idle_since": _number(f["idle_since"]) if "listed" in f else None,
        "on duty in": {place for place, ids in state.each("duty:").items() if name in ids},
        "tags": {tag: n for tag, n in tags.items() if n},
    }


def _plain(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    return int(value) if isinstance(value, float) else value


def _number(text: str | None) -> int | None:
    return None if text is None else int(float(text))


def _names(text: str | None) -> set[str]:
    return set(filter(None, (text or "").split(",")))
