"""The KPIs and their formulas, as docs/kpis.md defines them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hotlead.router.kpis.bases import bases
from hotlead.router.kpis.fairness import Deviation, Shares, largest, shares
from hotlead.router.kpis.models import By, Conversion, FirstTouch, Kpis, Measures, Slice
from hotlead.router.kpis.rounds import Episode, Held, Round, rounds
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.summary import DAY_MS, percentile

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
        fair = shares(db, tenant, from_ms, to_ms, test=test)
        as_of = db.execute("SELECT coalesce(max(at_ms), 0) FROM positions").fetchone()[0]
    costs = costs or {}
    return Kpis(
        from_ms=from_ms,
        to_ms=to_ms,
        as_of_ms=as_of,
        total=_measures(found, costs, fair.deviations()),
        by=by,
        slices=_slices(found, costs, fair, by) if by is not None else [],
    )


def _slices(
    found: Sequence[Round], costs: Mapping[str, float], fair: Shares, by: By
) -> list[Slice]:
    every = fair.deviations()
    measured = {}
    if by == "rep":
        for rep in {rep for one in found for rep in one.reps} | {one.rep for one in every}:
            own = [one for one in every if one.rep == rep]
            had = [one for one in found if rep in one.reps]
            measured[rep] = _measures(had, costs, own, rep)
    elif by == "pool":
        for pool in {one.pool for one in found} | {one.pool for one in every}:
            own = [one for one in every if one.pool == pool]
            measured[pool] = _measures([one for one in found if one.pool == pool], costs, own)
    else:
        channels = {one.channel for one in found} | {channel for _, _, channel in fair.assigned}
        for name in channels:
            had = [one for one in found if one.channel == name]
            measured[name] = _measures(had, costs, fair.deviations(name))
    return [Slice(name=name, measures=measured[name]) for name in sorted(measured)]


def _measures(
    found: Sequence[Round],
    costs: Mapping[str, float],
    deviations: list[Deviation],
    rep: str | None = None,
) -> Measures:
    """Of these rounds; with a rep, only what that rep did counts as done."""
    touches = [
        touch[1]
        for one in found
        if (touch := one.first_touch) is not None and rep in (None, touch[0])
    ]
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
            touched=len(touches),
            p50_s=_seconds(percentile(touches, 50)),
            p90_s=_seconds(percentile(touches, 90)),
        ),
        followed_up_24h=_share(sum(touch <= DAY_MS for touch in touches), len(found)),
        over_time=_share(sum(_over_time(one, rep) for one in found), len(found)),
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


def _seconds(ms: float | None) -> float | None:
    return None if ms is None else ms / 1000


def _conversion(found: Sequence[Round], rep: str | None) -> Conversion:
    ends = (one.outcome for one in found if one.outcome is not None)
    won = sum(how == WON and rep in (None, who) for who, how in ends)
    return Conversion(leads=len(found), won=won, rate=_share(won, len(found)))


def _had(one: Round, episode: Episode, rep: str) -> bool:
    held = (*one.assignments, *one.acknowledgements)
    return any(h.rep == rep and h.episode == episode.number for h in held)


def _over_time(one: Round, rep: str | None) -> bool:
    held: Iterable[Held] = (*one.assignments, *one.acknowledgements)
    return any(h.ended_by in OVER_TIME and rep in (None, h.rep) for h in held)


def _in_time(one: Round, episode: Episode, rep: str | None) -> bool:
    """Whether the first acknowledgement after the hot clock was set came within 15 min of it."""
    if episode.hot_at is None or episode.hot_seq is None:
        return False
    for held in one.acknowledgements:
        if held.episode == episode.number and held.seq > episode.hot_seq:
            return held.at_ms <= episode.hot_at + QUARTER_MS and rep in (None, held.rep)
    return False


def _repeated(one: Round, rep: str | None) -> int:
    """Assignments beyond the first of an episode; with a rep, those of them that went there."""
    begun, repeated = set[int](), 0
    for held in one.assignments:
        if held.episode in begun:
            repeated += rep in (None, held.rep)
        begun.add(held.episode)
    return repeated
