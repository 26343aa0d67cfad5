"""A policy as people write it, in YAML or JSON: read, checked, every fault with its mend."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hotlead.router.errors import BadPolicy
from hotlead.router.policy.document import Policy
from hotlead.router.policy.hours import hours_faults
from hotlead.topics.encodings import UnknownEncoding, decode_text
from hotlead.topics.typed import plain

_SIGNS: Final = frozenset("：，｛｝［］＂＃－")
"""Full-width forms of what YAML reads."""


class _Loader(yaml.SafeLoader):
    """YAML in which a date is text, and a name stands once: of two the later would win unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping. Raises ConstructorError with the line of a name that stands twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"{key.value} stands twice; remove one", problem_mark=key.start_mark
                )
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of the document, and how to mend it."""

    path: str
    mend: str


def parse_document(text: str) -> Any:
    """What a YAML or JSON text holds. Raises BadPolicy with the line."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  (a subclass of SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        problem = getattr(error, "problem", None) or "it is neither YAML nor JSON"
        typed = _full_width(text, mark.line) if mark is not None else ""
        raise BadPolicy(f"{where}{problem}{typed}") from None


def _full_width(text: str, line: int) -> str:
    """What follows when a sign of an input method may stand in place of one that YAML reads.

    `line`, counted from 0, is where the reading ended: the sign is there, or just before it.
    """
    lines = list(enumerate(text.splitlines()[: line + 1], 1))
    for number, content in reversed(lines[-2:]):
        if found := next((sign for sign in content if sign in _SIGNS), None):
            return f"; line {number} has {found}, which YAML does not read: write {plain(found)}"
    return ""


def check_document(raw: Any) -> tuple[Policy | None, list[Fault]]:
    """The policy in a parsed document, or all that is wrong with it."""
    if not isinstance(raw, dict):
        return None, [Fault("", "the document must be a mapping; begin it with `version:`")]
    try:
        found = Policy.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, [Fault(_path(one), _mend(one)) for one in details]
    if "version" not in raw:
        mend = "name the version; it never changes once it is published"
        return None, [Fault("version", mend)]
    faults = [
        Fault(_place(("pools", name, "hours", *place)), mend)
        for name, pool in found.pools.items()
        for place, mend in hours_faults(pool.hours)
    ]
    return (None, faults) if faults else (found, [])


def read_document(path: Path) -> Any:
    """What a file holds, in UTF-8 or as a Chinese editor may have saved it. Raises BadPolicy."""
    try:
        return parse_document(decode_text(path.read_bytes()))
    except OSError as error:
        raise BadPolicy(f"{path}: {error.strerror}") from None
    except UnknownEncoding as error:
        raise BadPolicy(f"{path}: is {error}; save it in UTF-8") from None
    except BadPolicy as error:
        raise BadPolicy(f"{path}: {error}") from None


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises BadPolicy with every fault, a line each."""
    found, faults = check_document(read_document(path))
    if found is None:
        lines = "".join(f"\n  {one.path or 'document'}: {one.mend}" for one in faults)
        raise BadPolicy(f"{path} cannot be used:{lines}")
    return found


def _path(error: ErrorDetails) -> str:
    return _place(error["loc"])


def _place(parts: tuple[int | str, ...]) -> str:
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part != "[key]":
            text += f".{part}" if text else part
    return text


def _places(model: type[BaseModel], above: str = "") -> dict[str, list[str]]:
    """Each field's name with the places where it may stand, NAME for a key of one's own."""
    found: dict[str, list[str]] = {}
    for name, field in model.model_fields.items():
        place = f"{above}.{name}" if above else name
        found.setdefault(name, []).append(place)
        for part, below in _models(field.annotation, place):
            for inner, places in _places(part, below).items():
                found.setdefault(inner, []).extend(places)
    return found


def _models(annotation: Any, place: str) -> Iterator[tuple[type[BaseModel], str]]:
    """The models in a field's type, each with the place below which its fields stand."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, place
    below = {dict: f"{place}.NAME", tuple: f"{place}[]"}.get(get_origin(annotation), place)
    for part in get_args(annotation):
        yield from _models(part, below)


def _meant(error: ErrorDetails) -> str | None:
    """The field that was meant: of the same place when one is close, else of another."""
    places = _places(Policy)
    close = difflib.get_close_matches(str(error["loc"][-1]), places, 1)
    if not close:
        return None
    deep = len(_path(error).split("."))
    here = [place for place in places[close[0]] if len(place.split(".")) == deep]
    there = str(error["loc"][0])
    siblings = [place for place in here if deep == 1 or place.startswith(there)]
    return close[0] if siblings and close[0] != error["loc"][-1] else places[close[0]][0]


def _mend(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden" and (held := set(str(error["loc"][-1])) & _SIGNS):
        sign = held.pop()
        return f"is no field here: {sign} means nothing in YAML; write {plain(sign)} and a space"
    if kind == "extra_forbidden":
        meant = _meant(error)
        return (
            f"is no field here; did you mean {meant}?" if meant else "is no field here; remove it"
        )
    if kind == "missing":
        return "is required; add it"
    if kind == "string_type":
        return "must be text; put it in quotes"
    if kind == "literal_error":
        return f"must be {context.get('expected')}"
    if kind == "string_pattern_mismatch" and "url" not in str(error["loc"][-1]):
        return 'may hold no space and none of | , : / { } * " \\'
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    return error["msg"][0].lower() + error["msg"][1:]
