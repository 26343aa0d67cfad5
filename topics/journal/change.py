"""What every kind of change is: an immutable class, known by its kind, made of what an entry holds.

Immutable by what mypy allows. At run time the classes are plain slotted dataclasses, as frozen
ones take five times as long to make, and nothing is checked but that each field is there: Lua wrote
them, and the tests hold Lua to the types (strict.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from sys import intern
from typing import Any, ClassVar, Final, TypeVar, dataclass_transform, get_origin, get_type_hints

RawChange = dict[str, Any]
"""A change as it stands in an entry, its kind among its fields."""

#: Fields of the journal that are words of Python, and what they are called here.
_RENAMED: Final = {"class": "class_"}


class WrongChange(ValueError):
    """A change of an entry does not fit its type; says which field of which kind."""


_C = TypeVar("_C")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def part(cls: type[_C]) -> type[_C]:
    """Fields that several kinds share."""
    return dataclass(slots=True, kw_only=True)(cls)


@part
class Change:
    """A change of state. `unknown_fields` are those that this hotlead does not know, if any.

    `rest` names the field that holds whatever else is written, where a kind is open to that.
    """

    kind: ClassVar[str]
    rest: ClassVar[str | None] = None

    unknown_fields: Mapping[str, Any] | None = None

    def written(self) -> RawChange:
        """The fields as Lua writes them: what is absent is left out, an empty list is `{}`."""
        told: RawChange = {"kind": self.kind}
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name == self.rest:
                told |= value
            elif one.name != "unknown_fields" and value is not one.default:
                written = (list(value) or {}) if isinstance(value, tuple) else value
                told[_WRITTEN.get(one.name, one.name)] = written
        return told if self.unknown_fields is None else {**told, **self.unknown_fields}


_WRITTEN: Final = {own: theirs for theirs, own in _RENAMED.items()}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a kind's class is made: its fields, which must be there, which are lists, and which holds
    the others.

    `own` has the class's name of each field by the journal's, interned: a class takes keywords that
    are its own strings four times as fast as others that are equal.
    """

    cls: type[Change]
    names: frozenset[str]
    required: frozenset[str]
    own: Mapping[str, str]
    lists: tuple[str, ...]
    rest: str | None


SHAPES: Final[dict[str, Shape]] = {}
"""Every kind of change; each file of this package adds those of its aggregate."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def change(kind: str) -> Callable[[type[_C]], type[_C]]:
    """The class of a kind of change."""

    def listed(cls: type[_C]) -> type[_C]:
        made: Any = part(cls)
        made.kind = kind
        others = ("unknown_fields", made.rest)
        all_fields = [one for one in fields(made) if one.name not in others]
        names = frozenset(one.name for one in all_fields)
        hints = get_type_hints(made)
        SHAPES[kind] = Shape(
            made,
            names,
            frozenset(one.name for one in all_fields if one.default is MISSING),
            {_WRITTEN.get(name, name): intern(name) for name in (*names, "kind")},
            tuple(sorted(name for name in names if get_origin(hints[name]) is tuple)),
            made.rest,
        )
        return made  # type: ignore[no-any-return]

    return listed


def tenant_of(change: Change) -> str | None:
    """The tenant that it concerns; None of what is the whole shard's."""
    return getattr(change, "tenant", None)


def lead_of(change: Change) -> str | None:
    """The lead that it concerns, if it does one."""
    return getattr(change, "lead", None)


def rep_of(change: Change) -> str | None:
    """The rep whom it concerns, if it does one."""
    return getattr(change, "rep", None)


class UnknownChange(Change):
    """A change of a kind that this hotlead does not know, in a version that it knows."""

    __slots__ = ("kind",)
    kind: str  # type: ignore[misc]

    def __init__(self, kind: str, unknown_fields: Mapping[str, Any]) -> None:
        super().__init__(unknown_fields=unknown_fields)
        self.kind = kind

    def __getattr__(self, name: str) -> Any:
        """Its lead, rep or tenant, if it has one."""
        try:
            return (self.unknown_fields or {})[name]
        except KeyError:
            raise AttributeError(name) from None


def typed(raw: Mapping[str, Any]) -> Change:
    """The change of its kind's class. Raises WrongChange when a field that it needs is missing."""
    kind = raw.get("kind")
    if not isinstance(kind, str):
        raise WrongChange("a change has no kind")
    shape = SHAPES.get(kind)
    if shape is None:
        return UnknownChange(kind, {name: one for name, one in raw.items() if name != "kind"})
    own = shape.own
    try:
        found = {own[name]: value for name, value in raw.items()}
    except KeyError:
        found = {own.get(name, name): value for name, value in raw.items()}
    del found["kind"]
    for name in shape.lists:
        if name in found:
            if not isinstance(found[name], list | dict):
                raise WrongChange(f"{kind}: the field {name} is no list")
            found[name] = tuple(found[name])
    if shape.rest is not None:
        found = gathered(found, shape.names, shape.rest)
    try:
        return shape.cls(**found)
    except TypeError:
        return _with_unknown(shape, kind, found)


def gathered(found: RawChange, names: frozenset[str], rest: str) -> RawChange:
    """These fields, with those that are none of `names` in the one called `rest`."""
    told = {name: value for name, value in found.items() if name in names}
    return {**told, rest: {name: value for name, value in found.items() if name not in names}}


def _with_unknown(shape: Shape, kind: str, found: RawChange) -> Change:
    for name in sorted(shape.required - found.keys()):
        raise WrongChange(f"{kind}: the field {_WRITTEN.get(name, name)} is missing")
    unknown = {name: found.pop(name) for name in found.keys() - shape.names - {shape.rest}}
    return shape.cls(**found, unknown_fields=unknown)
