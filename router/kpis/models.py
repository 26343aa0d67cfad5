"""What the read store is asked for, as it is answered. docs/kpis.md defines each figure.

Instants are UTC ms of the day's clock, spans seconds of it, shares 0..1. What cannot be told, for
nothing was there to count, is null.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

By = Literal["channel", "pool", "rep"]


class Answer(BaseModel):
    """Base of all."""

    model_config = ConfigDict(frozen=True)


class FirstTouch(Answer):
    """From a lead's first capture to the first contact that a rep recorded; of a rep, from the
    assignment to them.
    """

    touched: int = Field(description="leads with a contact")
    p50_s: float | None = Field(description="median, nearest rank, in seconds")
    p90_s: float | None = Field(description="nine of ten are at most this, in seconds")
    open_p50_s: float | None = Field(description="median of the time in which the pool was open")
    open_p90_s: float | None = Field(description="nine of ten waited at most this while it was")


class Conversion(Answer):
    """How many leads were won."""

    leads: int = Field(description="leads captured")
    won: int = Field(description="those of them that were won")
    rate: float | None = Field(description="won / captured")


class Basis(Answer):
    """What a figure is counted from."""

    n: int = Field(description="how many cases")
    few: bool = Field(description="whether they are too few to go by")
    low: float | None = Field(default=None, description="of a share: its 95 % interval (Wilson)")
    high: float | None = Field(default=None, description="the interval's other end")


class Measures(Answer):
    """The KPIs of some leads."""

    leads: int = Field(description="leads; one that comes back after its end counts anew")
    captures: int = Field(description="their captures")
    first_touch: FirstTouch
    followed_up_24h: float | None = Field(
        description="share of leads with a contact within 24 h of the first capture"
    )
    followed_up_24h_open: float | None = Field(
        description="share of leads with a contact within 24 h in which the pool was open"
    )
    over_time: float | None = Field(
        description="share of leads that expired, were reassigned or left for no contact, at least"
        " once"
    )
    over_time_open: float | None = Field(
        description="share of leads that did so while the pool was open, at least once"
    )
    hot: int = Field(description="hot clocks that started")
    hot_acknowledged_15min: float | None = Field(
        description="share of them acknowledged within 15 min of the start"
    )
    conversion: Conversion
    high_intent: Conversion = Field(description="of leads that reached the pool's high_intent")
    repeated_dispatches: float | None = Field(
        description="assignments beyond the first of an episode, a lead"
    )
    cost: float | None = Field(description="of all captures, in the policy's currency")
    cost_lead: float | None = Field(description="cost / leads")
    cost_won: float | None = Field(description="cost / leads won")
    unfairness: float | None = Field(
        description="largest deviation of a rep's share of a pool's assignments from the share of"
        " their weight, in points of percent"
    )
    bases: dict[str, Basis] = Field(
        default_factory=dict,
        description="what each figure that is there is counted from, by its name;"
        " first_touch_p50 and first_touch_p90 among them",
    )


class Slice(Answer):
    """The KPIs of one channel, pool or rep."""

    name: str
    measures: Measures


class Kpis(Answer):
    """The KPIs of the leads whose first capture lies in [from_ms, to_ms)."""

    from_ms: int
    to_ms: int
    as_of_ms: int = Field(description="instant of the newest change that is counted; 0 for none")
    total: Measures
    by: By | None
    slices: list[Slice]


class HeatmapCell(Answer):
    """The leads first captured in one hour of one weekday."""

    weekday: int = Field(ge=0, le=6, description="0 is Monday")
    hour: int = Field(ge=0, le=23)
    leads: int
    touched: int
    p50_s: float | None = Field(description="median time to the first contact, in seconds")
    open_p50_s: float | None = Field(description="the same of the time in which the pool was open")
    few: bool = Field(description="whether it is of too few contacts to go by")


class Heatmap(Answer):
    """Response times by hour and weekday of the first capture; hours without leads left out."""

    from_ms: int
    to_ms: int
    zone: str
    cells: list[HeatmapCell]


class CurveSignal(Answer):
    """A signal that moved a curve."""

    signal: str
    value: float
    at: int = Field(description="its instant")


class CurvePoint(Answer):
    """A point of a lead's score over time; between two points it runs straight."""

    at_ms: int
    score: float = Field(description="in points, 0..100")
    kind: str = Field(
        description="captured, merged, joined or rescored: what moved it here; before: the score"
        " right before such an event; froze: freshness reached 0; now: the end of the curve"
    )
    channel: str | None = Field(default=None, description="of a capture")
    signals: list[CurveSignal] = Field(default_factory=list, description="signals that came")
    policy: str | None = Field(default=None, description="the version, where one scored it anew")


class Curve(Answer):
    """A lead's score over time, up to an instant."""

    lead: str
    points: list[CurvePoint]
    hot: float = Field(description="the pool's threshold of hot, in points")
    high_intent: float = Field(description="the pool's threshold of high intent, in points")
    freezes_at_ms: int = Field(description="from then on the score stands still, if nothing comes")
    frozen: bool = Field(description="whether that lies behind")
    en: str = Field(description="how the score moved since the last event, told from these points")
    zh: str = Field(description="the same in Chinese")


class OverTimeLead(Answer):
    """A lead that went over time, and the last time that it did."""

    lead: str
    channel: str = Field(description="of the first capture")
    pool: str
    captured_at_ms: int = Field(description="first capture, the source's instant")
    rep: str = Field(description="who had it, the last time")
    happened: str = Field(description="expired, reassigned or no_contact, the last time")
    at_ms: int = Field(description="when, the last time")
    times: int = Field(description="how often in all")
    first_touch_at_ms: int | None = Field(description="first contact that was recorded")


class OverTime(Answer):
    """The leads that `over_time` counts, by their first capture in [from_ms, to_ms)."""

    from_ms: int
    to_ms: int
    leads: list[OverTimeLead]


class PastEscalation(Answer):
    """A rung that fired."""

    at_ms: int
    lead: str
    pool: str
    name: str = Field(description="of the rung")
    n: int = Field(description="its number on the ladder, from 1")
    late_s: float = Field(description="how long after it fell due, in seconds of the day's clock")
    rep: str | None = Field(description="who had the lead then; null when nobody")
    moved: bool = Field(description="whether it moved the lead to another rep")
    acknowledged_at_ms: int | None = Field(
        description="first acknowledgement of the episode from then on"
    )


class PastEscalations(Answer):
    """The rungs that fired in [from_ms, to_ms), oldest first."""

    from_ms: int
    to_ms: int
    escalations: list[PastEscalation]
