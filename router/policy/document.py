"""The policy: the versioned document of all weights, points, thresholds, pools and ladders."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from hotlead.router.policy.labels import Labels
from hotlead.router.policy.part import TEN_YEARS_S, Names, Part, Real, Seconds, Whole
from hotlead.router.policy.people import (
    ASSIGNED,
    DEFAULT_DECLINE_REASONS,
    DeclineReason,
    Person,
    Reachability,
)
from hotlead.topics.hours import WorkingHours
from hotlead.topics.names import Name

FULL = 100.0
Points = Annotated[Real, Field(ge=0, le=100)]
HOT_BACKSTOP_S = 15 * 60
SLOWER_RUNGS = ("all-refused", "waited", "unserved", "served-again")
"""What channels call the steps of the slower ladder, and what is told of a pool."""


class Weights(Part):
    """Share of each part in the score; together 1."""

    profile: Annotated[Real, Field(ge=0, le=1)] = 0.30
    heat: Annotated[Real, Field(ge=0, le=1)] = 0.50
    freshness: Annotated[Real, Field(ge=0, le=1)] = 0.20

    @model_validator(mode="after")
    def _whole(self) -> "Weights":
        total = self.profile + self.heat + self.freshness
        if abs(total - 1) > 1e-9:
            raise ValueError(f"weights add up to {total:g}; make them add up to 1")
        return self


class Threshold(Part):
    """Points from a value upwards."""

    at_least: Real
    points: Points


class AttributePoints(Part):
    """Profile points for one attribute: by value, or by the highest threshold reached."""

    values: dict[str, Points] = Field(default_factory=dict)
    thresholds: tuple[Threshold, ...] = ()
    other: Points = 0.0


class SignalPoints(Part):
    """Heat points for one kind of signal, and the most that the kind can give."""

    points: Points
    cap: Points = 100.0
    above: Real | None = None
    at_least: Real | None = None


class Scoring(Part):
    """How a lead is scored. `freshness_loss_per_h` is on the freshness part, in points an hour."""

    decay: Literal["linear", "none"] = "linear"
    weights: Weights = Weights()
    freshness_loss_per_h: Annotated[Real, Field(gt=0, le=100)] = 2.0
    profile: dict[Name, AttributePoints] = Field(
        default_factory=lambda: {
            "region": AttributePoints(other=30),
            "budget": AttributePoints(
                thresholds=(
                    Threshold(at_least=50_000, points=15),
                    Threshold(at_least=100_000, points=25),
                    Threshold(at_least=200_000, points=40),
                )
            ),
            "house_type": AttributePoints(
                values={"villa": 30, "duplex": 25, "apartment": 15}, other=10
            ),
        }
    )
    heat: dict[Name, SignalPoints] = Field(
        default_factory=lambda: {
            "page_dwell": SignalPoints(points=25, cap=50, above=120),
            "video_complete": SignalPoints(points=30, cap=60),
            "repeat_visit": SignalPoints(points=20, cap=40),
            "inbound_call": SignalPoints(points=60, cap=60),
        }
    )

    @property
    def fresh_at_first(self) -> float:
        """What freshness gives the score at the capture, in points."""
        return 0.0 if self.decay == "none" else self.weights.freshness * FULL

    @property
    def fresh_loss_per_h(self) -> float:
        """What the score loses of that an hour, in points."""
        return 0.0 if self.decay == "none" else self.weights.freshness * self.freshness_loss_per_h

    @property
    def fresh_for_h(self) -> float:
        """For how many hours from the capture freshness is above 0."""
        return 0.0 if self.decay == "none" else FULL / self.freshness_loss_per_h


Notify = Literal["nobody", "supervisors", "duty-managers"]


class Rung(Part):
    """One step of escalation, `after_s` seconds after the hot clock started.

    `remind` rings the rep's phone; `reassign` moves the lead to the next best rep; `open` lets any
    idle rep claim it; `notify` tells supervisors or duty managers.
    """

    name: Name
    after_s: Seconds
    remind: bool = False
    reassign: bool = False
    open: bool = False
    notify: Notify = "nobody"


DEFAULT_LADDER = (
    Rung(name="reminder", after_s=120, remind=True),
    Rung(name="reassign", after_s=300, reassign=True),
    Rung(name="supervisors", after_s=600, open=True, notify="supervisors"),
    Rung(name="duty-manager", after_s=900, notify="duty-managers"),
)


class SlowerLadder(Part):
    """The one step of a lead that is not hot, once an episode; `notify: nobody` switches it off.

    It comes when everybody who could take the lead refused or missed it (`all_refused`), or when
    the lead has waited `waited_s` seconds of the pool's open time (0: never), whichever is first.
    """

    all_refused: bool = True
    waited_s: Annotated[Real, Field(ge=0, le=TEN_YEARS_S)] = 3600
    notify: Notify = "supervisors"


class Unserved(Part):
    """Who is told that leads wait and nobody may serve them, after so many seconds of it; and when
    that is over. `notify: nobody` switches it off.
    """

    after_s: Seconds = 60
    notify: Notify = "supervisors"


class Requirement(Part):
    """What an attribute's value asks of a rep."""

    region: bool = False
    skills: dict[str, Name] = Field(default_factory=dict)
    tiers: dict[str, Annotated[Whole, Field(ge=0, le=9)]] = Field(default_factory=dict)


class Relax(Part):
    """After `after_s` seconds of waiting these attributes ask nothing any more."""

    after_s: Seconds
    drop: Annotated[Names, Field(min_length=1)]


class Pacing(Part):
    """At most `assignments` a rep in `window_s` after the start of a shift."""

    assignments: Annotated[Whole, Field(ge=1, le=1000)] = 3
    window_s: Seconds = 600


class Pool(Part):
    """Which leads belong to a pool and how they are dispatched. Times in seconds."""

    match: dict[Name, tuple[str, ...]] = Field(default_factory=dict)
    channels: Names = ()
    requires: dict[Name, Requirement] = Field(
        default_factory=lambda: {"region": Requirement(region=True)}
    )
    relax: tuple[Relax, ...] = ()
    hot: Points = 72.0
    high_intent: Points = 85.0
    expiry_s: Seconds = 300
    longest_wait_s: Seconds = 4 * 3600
    overdue_share: Annotated[Real, Field(ge=0, le=1)] = 0.25
    waiting_points_per_min: Annotated[Real, Field(ge=0, le=10)] = 0.0
    reopen_after_s: Seconds = 3600
    undo_s: Annotated[float, Field(ge=0, le=3600)] = 60.0
    wrap_up_s: Annotated[Real, Field(ge=0, le=3600)] = 0.0
    clear_refusals_s: Seconds = 120
    misses_before_away: Annotated[Whole, Field(ge=1, le=100)] = 3
    reassign_hold_s: Annotated[Real, Field(ge=0)] = 60.0
    top_tier: Annotated[Whole, Field(ge=0, le=9)] = 1
    ladder: tuple[Rung, ...] = DEFAULT_LADDER
    slower_ladder: SlowerLadder = SlowerLadder()
    unserved: Unserved = Unserved()
    outside_hours: Literal["run", "wait"] = "run"
    hours: WorkingHours = WorkingHours()
    pacing: Pacing | None = None

    @field_validator("relax")
    @classmethod
    def _one_after_another(cls, relax: tuple[Relax, ...]) -> tuple[Relax, ...]:
        times = [step.after_s for step in relax]
        if times != sorted(set(times)):
            raise ValueError("steps must be in the order of their after_s, no two alike")
        return relax

    @field_validator("ladder")
    @classmethod
    def _in_order(cls, ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
        if not ladder:
            raise ValueError("a ladder needs at least one rung; leave it out for the default")
        times = [rung.after_s for rung in ladder]
        if times != sorted(set(times)):
            raise ValueError("rungs must be in the order of their after_s, no two alike")
        if times[-1] > HOT_BACKSTOP_S:
            raise ValueError(f"the last rung must come within {HOT_BACKSTOP_S} s")
        if len({rung.name for rung in ladder}) != len(ladder):
            raise ValueError("two rungs have the same name")
        return ladder


class Policy(Part):
    """Everything that is decided by choice. A missing field means the strict default."""

    version: Name = "default"
    scoring: Scoring = Scoring()
    pools: Annotated[dict[Name, Pool], Field(min_length=1, max_length=256)] = Field(
        default_factory=lambda: {"main": Pool()}
    )
    open_leads_max: Annotated[Whole, Field(ge=1, le=10_000)] | None = None
    reachability: Reachability = Reachability()
    decline_reasons: Annotated[tuple[DeclineReason, ...], Field(min_length=1, max_length=12)] = (
        DEFAULT_DECLINE_REASONS
    )
    labels: Labels = Labels()
    supervisors: tuple[Person, ...] = ()
    duty_managers: tuple[Person, ...] = ()
    reps: tuple[Person, ...] = ()
    costs: dict[Name, Annotated[Real, Field(ge=0)]] = Field(default_factory=dict)

    @field_validator("decline_reasons")
    @classmethod
    def _told_apart(cls, reasons: tuple[DeclineReason, ...]) -> tuple[DeclineReason, ...]:
        if len({reason.code for reason in reasons}) != len(reasons):
            raise ValueError("two reasons have the same code")
        return reasons

    @field_validator("reps")
    @classmethod
    def _once_each(cls, reps: tuple[Person, ...]) -> tuple[Person, ...]:
        if len({rep.id for rep in reps}) != len(reps):
            raise ValueError("a rep is listed twice; put all their channels in one place")
        return reps

    @model_validator(mode="after")
    def _rungs_there(self) -> "Policy":
        ladders = {rung.name for pool in self.pools.values() for rung in pool.ladder}
        ladders |= set(SLOWER_RUNGS)
        for people, known in (
            (self.supervisors + self.duty_managers, ladders),
            (self.reps, ladders | {ASSIGNED}),
        ):
            named = {rung for one in people for channel in one.channels for rung in channel.rungs}
            if strange := sorted(named - known):
                raise ValueError(
                    f"a channel is for rungs that no ladder has: {', '.join(strange)};"
                    f" use {', '.join(sorted(known))}"
                )
        return self

    def pool_for(
        self, *, asked: str | None, channel: str, attributes: dict[str, str | float | bool]
    ) -> str:
        """The pool a new lead belongs to: the one asked for, else the first that matches.

        The first pool of the document takes what matches none.
        """
        if asked is not None and asked in self.pools:
            return asked
        for name, pool in self.pools.items():
            channel_fits = not pool.channels or channel in pool.channels
            fits = all(str(attributes.get(key)) in wanted for key, wanted in pool.match.items())
            if channel_fits and fits and (pool.match or pool.channels):
                return name
        return next(iter(self.pools))


DEFAULT_POLICY = Policy()
