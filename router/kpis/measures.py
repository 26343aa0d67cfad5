"""The KPIs and their formulas, as docs/kpis.md defines them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from hotlead.router.kpis.bases import bases
from hotlead.router.kpis.fairness import Deviation, Shares, largest, shares
from hotlead.router.kpis.models import By, Conversion, FirstTouch, Kpis, Measures, Slice
from hotlead.router.kpis.openings import Openings
from hotlead.router.kpis.responses import responses
from hotlead.router.kpis.rounds import Episode, Round, rounds
from hotlead.router.kpis.store import ReadStore

QUARTER_MS: Final = 15 * 60 * 1000
WON: Final = "won"
OVER_TIME: Final = frozenset({"expired", "reassigned", "no_contact"})


def kpis(
    store: ReadStore,
    tenant: str,
    from_ms: int,
    to_ms: int,
    by: By | None = None,
    *,
    costs: Mapping[str, float] | None = None,
    test: bool = False,
) -> Kpis:
    """The KPIs of a tenant's leads whose first capture lies in [from_ms, to_ms), UTC ms.

    `costs` is what a capture costs, by channel: that of the policy in force. With `test` it is the
    KPIs of test leads, those of demo and replay, which count nowhere else. Call it in a thread: it
    reads the store for as long as that takes.
    """
    with store.reading() as db:
        found = rounds(db, tenant, from_ms, to_ms, test=test)
        openings = Openings(db)
        fair = shares(db, tenant, from_ms, to_ms, test=test)
        as_of = db.execute("SELECT coalesce(max(at_ms), 0) FROM positions").fetchone()[0]
    costs = costs or {}
    return Kpis(
        from_ms=from_ms,
        to_ms=to_ms,
        as_of_ms=as_of,
        total=_measures(found, openings, costs, fair.deviations()),
        by=by,
        slices=_slices(found, openings, costs, fair, by) if by is not None else [],
    )


def _slices(
    found: Sequence[Round],
    openings: Openings,
    costs: Mapping[str, float],
    fair: Shares,
    by: By,
) -> list[Slice]:
    every = fair.deviations()
    measured = {}
    if by == "rep":
        for rep in {rep for one in found for rep in one.reps} | {one.rep for one in every}:
            own = [one for one in every if one.rep == rep]
            had = [one for one in found if rep in one.reps]
            measured[rep] = _measures(had, openings, costs, own, rep)
    elif by == "pool":
        for pool in {one.pool for one in found} | {one.pool for one in every}:
            own = [one for one in every if one.pool == pool]
            had = [one for one in found if one.pool == pool]
            measured[pool] = _measures(had, openings, costs, own)
    else:
        channels = {one.channel for one in found} | {channel for _, _, channel in fair.assigned}
        for name in channels:
            had = [one for one in found if one.channel == name]
            measured[name] = _measures(had, openings, costs, fair.deviations(name))
    return [Slice(name=name, measures=measured[name]) for name in sorted(measured)]


def _measures(
    found: Sequence[Round],
    openings: Openings,
    costs: Mapping[str, float],
    deviations: list[Deviation],
    rep: str | None = None,
) -> Measures:
    """Of these rounds; with a rep, only what that rep did counts as done, from when they had it."""
    touches = responses(found, openings, rep)
    hot = [
        (one, episode)
        for one in found
        for episode in one.episodes
        if episode.hot_at is not None and (rep is None or _had(one, episode, rep))
    ]
    captures = [channel for one in found for channel in one.captures]
    cost = sum(costs.get(channel, 0.0) for channel in captures) if costs else None
    conversion, unfair = _conversion(found, rep), largest(deviations)
    measures = Measures(
        leads=len(found),
        captures=len(captures),
        first_touch=FirstTouch(
            touched=len(touches.found),
            p50_s=touches.p_s(50),
            p90_s=touches.p_s(90),
            open_p50_s=touches.p_s(50, in_hours=True),
            open_p90_s=touches.p_s(90, in_hours=True),
        ),
        followed_up_24h=_share(touches.within_a_day(), len(found)),
        followed_up_24h_open=_share(touches.within_a_day(in_hours=True), len(found)),
        over_time=_share(sum(any(_late_ends(one, rep)) for one in found), len(found)),
        over_time_open=_share(sum(_late_in_hours(one, openings, rep) for one in found), len(found)),
        hot=len(hot),
        hot_acknowledged_15min=_share(
            sum(_in_time(one, episode, rep) for one, episode in hot), len(hot)
        ),
        conversion=conversion,
        high_intent=_conversion([one for one in found if one.high], rep),
        repeated_dispatches=_share(sum(_repeated(one, rep) for one in found), len(found)),
        cost=cost,
        cost_lead=_ratio(cost, len(found)),
        cost_won=_ratio(cost, conversion.won),
        unfairness=None if unfair is None else abs(unfair.points),
    )
    known = bases(measures, 0 if unfair is None else unfair.assigned)
    return measures.model_copy(update={"bases": known})


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _ratio(value: float | None, count: int) -> float | None:
    return value / count if value is not None and count else None


def _conversion(found: Sequence[Round], rep: str | None) -> Conversion:
    ends = (one.outcome for one in found if one.outcome is not None)
    won = sum(how == WON and rep in (None, who) for who, how in ends)
    return Conversion(leads=len(found), won=won, rate=_share(won, len(found)))


def _had(one: Round, episode: Episode, rep: str) -> bool:
    held = (*one.assignments, *one.acknowledgements)
    return any(h.rep == rep and h.episode == episode.number for h in held)


def _late_ends(one: Round, rep: str | None) -> Iterator[int]:
    """When it went over time, each time; with a rep, in their hands."""
    for held in (*one.assignments, *one.acknowledgements):
        if held.ended_by in OVER_TIME and held.ended_at is not None and rep in (None, held.rep):
            yield held.ended_at


def _late_in_hours(one: Round, openings: Openings, rep: str | None) -> bool:
    """Whether it went over time, at least once, as its pool was open."""
    ends = _late_ends(one, rep)
    return any(openings.between(one.shard, one.pool, end - 1, end) for end in ends)


def _in_time(one: Round, episode: Episode, rep: str | None) -> bool:
    """Whether the first acknowledgement after the hot clock was set came within 15 min of it; with
    a rep, of when they were given the lead, if that was later.
    """
    if episode.hot_at is None or episode.hot_seq is None:
        return False
    for held in one.acknowledgements:
        if held.episode == episode.number and held.seq > episode.hot_seq:
            if rep not in (None, held.rep):
                return False
            given = one.given_to(held.rep, held.at_ms) if rep is not None else None
            return held.at_ms <= max(episode.hot_at, given or 0) + QUARTER_MS
    return False


def _repeated(one: Round, rep: str | None) -> int:
    """Assignments beyond the first of an episode; with a rep, those of them that went there."""
    begun, repeated = set[int](), 0
    for held in one.assignments:
        if held.episode in begun:
            repeated += rep in (None, held.rep)
        begun.add(held.episode)
    return repeated
