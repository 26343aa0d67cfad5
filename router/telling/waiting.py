"""Why nobody has a lead that waits, at this instant: the rule of dispatch asked once more. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hotlead.router.rules.rep_state import Rep
from hotlead.router.rules.verdicts import Ask, Finding, not_there, unfit
from hotlead.router.telling import waiting_words as words
from hotlead.router.telling.events import Told
from hotlead.router.telling.wording import Sentence, Words, filled, same

NAMES_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Line:
    """What else is known of a waiting lead: its place in line, 1 for the next to go, and when
    something of its own falls due (UTC ms). `opens_at` is of a pool that is closed.
    """

    place: int | None = None
    clears_at: int | None = None
    relax_at: int | None = None
    rung_at: int | None = None
    opens_at: int | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """Why it waits. `code` is a key of HEADS, `hindered` counts the reps by what keeps each."""

    code: str
    told: Told
    hindered: Mapping[str, int] = field(default_factory=dict)


def why_it_waits(ask: Ask, reps: Sequence[Rep], line: Line) -> Waits:
    """For a lead that asks so, among all reps of its pool."""
    fit = [rep for rep in reps if not unfit(rep, ask)]
    willing = [rep for rep in fit if rep.id not in ask.refused]
    facts: dict[str, Words] = {"n": same(len(fit)), "pool": same(ask.pool)}
    hindered = _hindered(fit, ask)
    free = hindered.pop("", [])
    times: dict[str, int] = {}
    if not reps:
        code = "no_reps"
    elif not fit:
        code = "nobody_fits"
        facts |= {"n": same(len(reps)), "lacks": _lacks(ask, reps)}
    elif not willing:
        code, facts = "all_refused", facts | {"names": _names(fit)}
    elif not free:
        code, facts = "nobody_free", facts | {"list": _list(hindered, ask, times)}
    else:
        code, facts = "in_line", facts | {"names": _names([rep for rep, _ in free])}
    head = filled(words.HEADS[code], facts)
    helps = _helps(code, line, hindered, times)
    told = Told(
        head.en + "".join(one.en for one in helps),
        head.zh + "".join(one.zh for one in helps),
        times,
    )
    return Waits(code, told, {key: len(found) for key, found in hindered.items()})


Found = dict[str, list[tuple[Rep, Finding | None]]]


def _hindered(fit: Sequence[Rep], ask: Ask) -> Found:
    """Who may serve it, by the first thing that keeps each; '' for whom nothing does."""
    found: Found = {}
    for rep in fit:
        if rep.id in ask.refused:
            found.setdefault("refused_it", []).append((rep, None))
            continue
        obstacles = not_there(rep, ask.at_ms)
        first = obstacles[0] if obstacles else None
        found.setdefault(_key(rep, first), []).append((rep, first))
    return found


def _key(rep: Rep, finding: Finding | None) -> str:
    if finding is None:
        return ""
    if finding.code == "away" and finding.numbers.get("why") == "missed":
        return "away_missed"
    if finding.code == "off_shift" and rep.shift_next is not None:
        return "off_shift until"
    return finding.code


def _lacks(ask: Ask, reps: Sequence[Rep]) -> Words:
    """What nobody has of all that it asks for; all of it when only together it is too much."""
    tokens = [token.partition(":") for token in ask.needs or ()]
    told = []
    for what, _, value in tokens:
        alone = replace(ask, needs=(f"{what}:{value}",))
        if all(unfit(rep, alone) for rep in reps):
            told.append(filled(words.LACKS[what], {"value": same(value)}))
    if not told:
        every = ", ".join(value for _, _, value in tokens)
        told = [filled(words.LACKS["all"], {"value": same(every)})]
    return _joined(told)


def _list(hindered: Found, ask: Ask, times: dict[str, int]) -> Words:
    told = []
    for key, found in sorted(hindered.items(), key=lambda one: -len(one[1])):
        reps = [rep for rep, _ in found]
        facts: dict[str, Words] = {"names": _names(reps)}
        if key == "paced":
            _soonest(times, "paced_until", [max(rep.paced_until, ask.at_ms) for rep in reps])
        if key == "wrap_up":
            _soonest(times, "wrap_until", [max(rep.wrap_until or 0, ask.at_ms) for rep in reps])
        if key == "off_shift until":
            _soonest(times, "shift_at", [rep.shift_next or ask.at_ms for rep in reps])
        facts |= {
            "live": same(sum(len(rep.live) for rep in reps)),
            "uncontacted": same(sum(len(rep.uncontacted) for rep in reps)),
        }
        facts |= {name: same(f"{{{name}}}") for name in times}
        told.append(filled(words.HINDERED[key], facts))
    return _joined(told)


def _soonest(times: dict[str, int], name: str, instants: Sequence[int]) -> None:
    times[name] = min(instants)


def _helps(code: str, line: Line, hindered: Found, times: dict[str, int]) -> list[Sentence]:
    """What would end the waiting, and what stands before it; instants go to `times`."""
    wanted: list[tuple[str, str, int | None]] = [
        ("closed", "opens_at", line.opens_at),
        ("clears", "clears_at", line.clears_at if "refused_it" in hindered else None),
        ("relaxes", "relax_at", line.relax_at),
        ("rung", "rung_at", line.rung_at),
    ]
    told = []
    if "no_room" in hindered and code == "nobody_free":
        told.append(filled(words.HELPS["room"], {}))
    for key, name, at_ms in wanted:
        if at_ms is not None:
            times[name] = at_ms
            told.append(filled(words.HELPS[key], {name: same(f"{{{name}}}")}))
    if line.place is not None and line.place > 1:
        told.append(filled(words.HELPS["line"], {"n": same(line.place - 1)}))
    return told


def _names(reps: Sequence[Rep]) -> Words:
    names = [rep.name or rep.id for rep in reps]
    shown, more = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
    english, chinese = ", ".join(shown), "、".join(shown)
    if more > 0:
        return f"{english} and {more} more", f"{chinese}等 {len(names)} 人"
    return english, chinese


def _joined(told: Sequence[Sentence]) -> Words:
    return "; ".join(one.en for one in told), "；".join(one.zh for one in told)
