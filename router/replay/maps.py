"""Maps: how the columns of a file become captures, signals, reps and what the reps do.

A map is a YAML document; those in router/maps are known by name. A duration is in seconds of the
day's clock. Values of columns are compared as they stand in the file; attributes are put into the
shape of names (`Thane & Outskirts` becomes `thane-outskirts`).
"""

from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from hotlead.router.errors import BadMap, BadPolicy
from hotlead.router.policy.document import Policy
from hotlead.router.policy.files import check_document, parse_document
from hotlead.topics.encodings import UnknownEncoding, decode_text
from hotlead.topics.hours import known_zone
from hotlead.topics.names import Name

Share = Annotated[float, Field(ge=0, le=1)]
Conditions = dict[str, tuple[str, ...]]

_MAPS = files("hotlead.router") / "maps"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RowTime(_Part):
    """When a row happened, local to the map's zone: one column with date and time, or two.

    `format` is of `at`, `date_format` of `date`, as strptime has them; without one the usual ways
    of writing are known (instants.py).
    """

    at: str | None = None
    format: str | None = None
    date: str | None = None
    date_format: str | None = None
    clock: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "RowTime":
        one, two = self.at is not None, self.date is not None and self.clock is not None
        if one == two or (one and (self.date or self.clock or self.date_format)):
            raise ValueError("give either at (one column), or date and clock (two columns)")
        if two and self.format:
            raise ValueError("format is of at; give date_format for date")
        return self

    def columns(self) -> set[str]:
        """Those that it reads."""
        return {column for column in (self.at, self.date, self.clock) if column}


class PersonColumn(_Part):
    """Whose row it is: one person for each value, but a person of its own for `unknown` ones."""

    column: str
    unknown: tuple[str, ...] = ("",)


class PoolColumn(_Part):
    """The pool by a column's value."""

    column: str
    values: dict[str, Name] = Field(default_factory=dict)
    other: Name


class Duration(_Part):
    """Seconds from a column, or drawn with a mean (exponential), within limits."""

    column: str | None = None
    mean_s: Annotated[float, Field(gt=0)] | None = None
    at_least_s: Annotated[float, Field(ge=0)] = 0.0
    at_most_s: Annotated[float, Field(gt=0)] = 3600.0

    @model_validator(mode="after")
    def _one_source(self) -> "Duration":
        if (self.column is None) == (self.mean_s is None):
            raise ValueError("give either a column or mean_s")
        return self


class SignalRule(_Part):
    """Signals that a row brings.

    `value` is a column or 1; `times` a column that says how many, less `less`; `after` are columns
    whose seconds pass between the row and the signal; `before_s` is how long before the row it was.
    """

    kind: Name
    when: Conditions = Field(default_factory=dict)
    value: str | None = None
    times: str | None = None
    less: int = 0
    at_most: Annotated[int, Field(ge=1, le=100)] = 10
    after: tuple[str, ...] = ()
    before_s: Annotated[float, Field(ge=0)] = 0.0


class Response(_Part):
    """How a rep treats a lead whose newest row meets `when`; the first that fits holds.

    `ignored` is the share of leads that the first rep never acknowledges. `outcomes` are shares by
    pool; what is left over stays open.
    """

    when: Conditions = Field(default_factory=dict)
    ignored: Share = 0.0
    acknowledge: Duration
    talk: Duration
    outcomes: dict[Name, dict[str, Share]] = Field(default_factory=dict)


class RepColumns(_Part):
    """Reps from the rows: who served, and from first to last service of a date, their shift."""

    column: str
    nobody: tuple[str, ...] = ("",)
    start: str
    end: str


class Reps(_Part):
    """Who works: from columns, or `made` reps who are always there."""

    columns: RepColumns | None = None
    made: Annotated[int, Field(ge=0, le=500)] = 0
    pools: Annotated[tuple[Name, ...], Field(min_length=1)]
    capacity: Annotated[int, Field(ge=1, le=100)] = 1
    top_tier_share: Share = 0.0
    back_after_s: Annotated[float, Field(gt=0)] = 600.0

    @model_validator(mode="after")
    def _some(self) -> "Reps":
        if (self.columns is None) == (self.made == 0):
            raise ValueError("give either columns or made")
        return self


class ReplayMap(_Part):
    """One map. `phone_block` keeps the made-up numbers of different files apart.

    docs/replay.md describes each field.
    """

    name: Name
    about: str = ""
    channel: Name
    tenant: Name = "main"
    zone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    phone_block: Annotated[int, Field(ge=0, le=9)]
    sheet: Annotated[str, Field(min_length=1)] | None = None
    id: Annotated[tuple[str, ...], Field(min_length=1)]
    time: RowTime | None = None
    person: PersonColumn | None = None
    pool: PoolColumn | None = None
    attributes: dict[Name, str] = Field(default_factory=dict)
    empty: tuple[str, ...] = ("",)
    signals: tuple[SignalRule, ...] = ()
    responses: Annotated[tuple[Response, ...], Field(min_length=1)]
    reps: Reps
    speed: Annotated[float, Field(gt=0)] = 60.0
    rate: Annotated[float, Field(gt=0)] | None = None
    policy: Policy

    def columns(self) -> set[str]:
        """Every column that the map reads."""
        found = {*self.id, *self.attributes.values()}
        if self.time is not None:
            found |= self.time.columns()
        for part in (self.person, self.pool, self.reps.columns):
            if part is not None:
                found.add(part.column)
        if self.reps.columns is not None:
            found |= {self.reps.columns.start, self.reps.columns.end}
        for rule in self.signals:
            found |= {*rule.when, *rule.after, *filter(None, (rule.value, rule.times))}
        for response in self.responses:
            spans = (response.acknowledge.column, response.talk.column)
            found |= {*response.when, *filter(None, spans)}
        return found


def known_maps() -> list[str]:
    """Names of the maps that come with the project."""
    return sorted(one.name.removesuffix(".yaml") for one in _MAPS.iterdir() if _is_map(one.name))


def _is_map(name: str) -> bool:
    return name.endswith(".yaml")


def load_map(name: str) -> ReplayMap:
    """A map by its name, or by the path of a file. Raises BadMap with what to mend."""
    known = _MAPS / f"{name}.yaml"
    source = known if _is_map(f"{name}.yaml") and known.is_file() else Path(name)
    try:
        text = decode_text(source.read_bytes())
    except UnknownEncoding as error:
        raise BadMap(f"map {name} is {error}: save it in UTF-8") from None
    except IsADirectoryError:
        raise BadMap(f"map {name} is a directory: give the path of a file") from None
    except FileNotFoundError:
        raise BadMap(
            f"there is no map {name}: give the path of one, or one of {', '.join(known_maps())}"
        ) from None
    except OSError as error:
        raise BadMap(f"map {name} cannot be read: {error.strerror}") from None
    try:
        raw = parse_document(text)
    except BadPolicy as error:
        raise BadMap(f"map {name}: {error}") from None
    if not isinstance(raw, dict):
        raise BadMap(f"map {name} must be a mapping")
    policy, faults = check_document(raw.get("policy"))
    if policy is None:
        raise BadMap(f"map {name}: policy.{faults[0].path}: {faults[0].mend}")
    try:
        return ReplayMap.model_validate({**raw, "policy": policy})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadMap(f"map {name}: {place}: {first['msg']}") from None
