"""Why a score is not what it was, in a sentence that a rep understands.

It is told from the same pieces as the curve is drawn from, and every number in it is one of theirs:
the headline's from and to are the curve's, and what it says of time, policies and parts adds up
to the difference, to the digit that is shown. Pure; scores in micropoints, instants in ms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hotlead.router.policy.document import FULL
from hotlead.router.rules.decay import HOUR_MS, ScoreLine
from hotlead.router.rules.scoring import MICRO
from hotlead.router.telling import score_words as words
from hotlead.router.telling.wording import Sentence, Words, filled, same

TENTH: Final = MICRO // 10
JUST_NOW_H: Final = 0.5 / 60
POINTS_SHOWN: Final = 0.05 * MICRO


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a lead's score: what moved it there, and the line on which it runs from then on.

    `kind` is captured, merged, joined or rescored, `event` a capture's channel or the signals.
    `points` are the profile points by attribute, `heats` those by kind of signal, as far as known.
    """

    at_ms: int
    kind: str
    line: ScoreLine
    profile: int
    heat: int
    weight_profile: float
    weight_heat: float
    policy: str
    event: Any = None
    points: Mapping[str, int] = field(default_factory=dict)
    heats: Mapping[str, int] = field(default_factory=dict)

    def parts_at(self, at_ms: int) -> dict[str, int]:
        """What each part adds to the score; together just the score."""
        profile = round(self.weight_profile * self.profile)
        fresh = self.line.at(at_ms) - self.line.base
        return {"profile": profile, "heat": self.line.base - profile, "freshness": fresh}

    def points_at(self, at_ms: int) -> dict[str, float]:
        """Each part in points, 0..100."""
        fresh = self.line.freshness_points(at_ms)
        return {"profile": self.profile / MICRO, "heat": self.heat / MICRO, "freshness": fresh}

    @property
    def weights(self) -> dict[str, float]:
        """How much each part counts."""
        fresh = self.line.start / MICRO / FULL
        return {"profile": self.weight_profile, "heat": self.weight_heat, "freshness": fresh}

    @property
    def called(self) -> str:
        """The event's name: the last signal's, or the kind."""
        return str(self.event[-1]["signal"]) if self.kind == "joined" and self.event else self.kind


@dataclass(frozen=True, slots=True)
class Step:
    """A new policy moved the score by `by` at an instant."""

    at_ms: int
    policy: str
    by: int


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """From the last event to an instant. `by_time` and the steps add up to `to` less `from_`, and
    so do the parts.
    """

    at_ms: int
    since: Piece
    now: Piece
    from_: int
    to: int
    by_time: int
    steps: tuple[Step, ...]
    parts: dict[str, int]


def change_of(pieces: Sequence[Piece], now_ms: int) -> ScoreChange:
    """What became of the score since the last event that was no new policy, up to `now_ms`.

    `pieces` are at least one, in their order; without any such event the first begins it.
    """
    events = [at for at, piece in enumerate(pieces) if piece.kind != "rescored"]
    first = events[-1] if events else 0
    since, now = pieces[first], pieces[-1]
    end = max(now_ms, now.at_ms)
    steps = [
        Step(piece.at_ms, piece.policy, piece.line.at(piece.at_ms) - before.line.at(piece.at_ms))
        for before, piece in zip(pieces[first:], pieces[first + 1 :], strict=False)
    ]
    start, to = since.line.at(since.at_ms), now.line.at(end)
    before, after = since.parts_at(since.at_ms), now.parts_at(end)
    return ScoreChange(
        at_ms=end,
        since=since,
        now=now,
        from_=start,
        to=to,
        by_time=to - start - sum(step.by for step in steps),
        steps=tuple(step for step in steps if step.by),
        parts={name: after[name] - before[name] for name in before},
    )


def tenths(micropoints: float) -> int:
    """As it is shown, in tenths of a point."""
    return int((micropoints + TENTH / 2) // TENTH)


def shared(total: int, amounts: Sequence[int]) -> list[int]:
    """The amounts (micropoints) in tenths, so rounded that they add up to `total` tenths."""
    rounded = [amount // TENTH for amount in amounts]
    rest = [amount / TENTH - whole for amount, whole in zip(amounts, rounded, strict=True)]
    missing = total - sum(rounded)
    more = 1 if missing > 0 else -1
    # What has not moved stays so; of the others those nearest to the next tenth are moved there.
    order = sorted((at for at, one in enumerate(amounts) if one), key=lambda at: -more * rest[at])
    for at in range(abs(missing)):
        rounded[order[at % len(order)]] += more
    return rounded


def why_changed(change: ScoreChange) -> Sentence:
    """The change in words."""
    start, to = tenths(change.from_), tenths(change.to)
    by, ago = to - start, _ago((change.at_ms - change.since.at_ms) / HOUR_MS)
    event = filled(
        words.EVENTS.get(change.since.called, same(change.since.called)),
        {"policy": same(change.since.policy)},
    ).words
    facts: dict[str, Words] = {"event": event, "ago": ago}
    facts |= {"since": filled(words.SINCE, facts).words, "from": _shown(start), "to": _shown(to)}
    facts |= {"by": _shown(abs(by)), "steps": _steps(change, by).words}
    moves = [*change.parts.values(), *(step.by for step in change.steps)]
    moved = any(abs(one) >= TENTH / 2 for one in moves)
    if not by and not moved:
        frozen = not change.now.points_at(change.at_ms)["freshness"]
        return filled(words.STANDS["frozen" if frozen else "still"], facts)
    head = filled(words.STANDS["fell" if by < 0 else "rose" if by else "same"], facts)
    return _joined(head, *_parts(change, by), *_counted(change))


def _steps(change: ScoreChange, by: int) -> Sentence:
    """How much of it time did, and how much each new policy."""
    if not change.steps:
        return Sentence("", "")
    amounts = shared(by, [change.by_time, *(step.by for step in change.steps)])
    told = []
    if amounts[0]:
        told.append(filled(words.BY_TIME, {"by": _signed(amounts[0])}))
    for step, amount in zip(change.steps, amounts[1:], strict=True):
        facts = {"by": _signed(amount), "policy": same(step.policy)}
        told.append(filled(words.BY_POLICY, facts))
    return filled(words.STEPS, {"list": _listed(told)})


def _parts(change: ScoreChange, by: int) -> list[Sentence]:
    before = change.since.points_at(change.since.at_ms)
    after = change.now.points_at(change.at_ms)
    amounts = dict(zip(change.parts, shared(by, list(change.parts.values())), strict=True))
    told, same_parts = [], []
    for name, amount in amounts.items():
        old, new = change.since.weights[name], change.now.weights[name]
        if not amount and abs(change.parts[name]) < TENTH / 2:
            same_parts.append(words.PARTS[name])
            continue
        key = "weighed" if f"{old:.1%}" != f"{new:.1%}" else "fell" if amount < 0 else "rose"
        facts = {
            "part": words.PARTS[name],
            "before": same(f"{before[name]:.1f}"),
            "after": same(f"{after[name]:.1f}"),
            "weight_before": same(f"{old:.0%}"),
            "weight": same(f"{new:.0%}"),
            "by": _signed(amount),
        }
        told.append(filled(words.MOVED[key], facts))
    if same_parts:
        english = " and ".join(one[0] for one in same_parts).capitalize()
        parts = (english, "、".join(one[1] for one in same_parts))
        told.append(filled(words.SAME, {"parts": parts}))
    return told


def _counted(change: ScoreChange) -> list[Sentence]:
    """The points of attributes and signals that a new policy changed."""
    if not change.steps:
        return []
    told = []
    pairs = ((change.since.points, change.now.points), (change.since.heats, change.now.heats))
    for before, after in pairs:
        for name in sorted(before.keys() | after.keys()):
            old, new = before.get(name, 0), after.get(name, 0)
            if abs(new - old) >= POINTS_SHOWN:
                facts = {"name": words.EVENTS.get(name, same(name))}
                facts |= {"before": same(f"{old / MICRO:g}"), "after": same(f"{new / MICRO:g}")}
                told.append(filled(words.POINTS, facts))
    return [filled(words.COUNTED, {"list": _listed(told)})] if told else []


def _joined(*sentences: Sentence) -> Sentence:
    return Sentence("".join(one.en for one in sentences), "".join(one.zh for one in sentences))


def _listed(told: Sequence[Sentence]) -> Words:
    return ", ".join(one.en for one in told), "，".join(one.zh for one in told)


def _shown(tenth: int) -> Words:
    return same(f"{tenth / 10:.1f}")


def _signed(tenth: int) -> Words:
    return same(f"{tenth / 10:+.1f}")


def _ago(hours: float) -> Words:
    if hours < JUST_NOW_H:
        return words.AGO["now"]
    key, number = ("minutes", f"{hours * 60:.0f}") if hours < 1 else ("hours", f"{hours:.1f}")
    return filled(words.AGO[key], {"n": same(number)}).words
