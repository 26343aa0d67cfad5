"""A policy as people write it, in YAML or JSON: read, checked, every fault with its mend."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hotlead.router.errors import BadPolicy
from hotlead.router.rules.policy import Policy


class _Loader(yaml.SafeLoader):
    """YAML in which a date is text, as the policy wants it."""


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
        raise BadPolicy(f"{where}{problem}") from None


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
    return found, []


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises BadPolicy with every fault, a line each."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPolicy(
            f"{path}: {getattr(error, 'strerror', None) or 'is no UTF-8 text'}"
        ) from None
    try:
        found, faults = check_document(parse_document(text))
    except BadPolicy as error:
        raise BadPolicy(f"{path}: {error}") from None
    if found is None:
        lines = "".join(f"\n  {one.path or 'document'}: {one.mend}" for one in faults)
        raise BadPolicy(f"{path} cannot be used:{lines}")
    return found


def _path(error: ErrorDetails) -> str:
    text = ""
    for part in error["loc"]:
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
