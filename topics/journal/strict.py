"""Changes held to their types to the letter, as production does not: no field unknown, none
missing, none of another type. The tests hold Lua to it at each change, the audit the whole journal.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic import Field as AliasedField

from hotlead.topics.journal.change import SHAPES, WrongChange, gathered
from hotlead.topics.journal.lift import lifted

_STRICT = ConfigDict(strict=True, extra="forbid")


def check(change: Mapping[str, Any], policy: str) -> None:
    """Raises WrongChange, with the kind and the first field at fault; `policy` is its entry's."""
    found = dict(lifted(change, policy))
    kind = found.pop("kind", None)
    if not isinstance(kind, str) or kind not in SHAPES:
        raise WrongChange(f"{kind}: the kind is unknown")
    model, lists = _model(kind)
    shape = SHAPES[kind]
    if shape.rest is not None:
        found = gathered(found, shape.names, shape.rest)
    for name in lists:
        if found.get(name) == {}:  # an empty list, as Lua writes it
            found[name] = []
    try:
        model.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise WrongChange(f"{kind}: {place}: {first['msg']}") from None


@cache
def _model(kind: str) -> tuple[type[BaseModel], tuple[str, ...]]:
    shape = SHAPES[kind]
    theirs = {own: written for written, own in shape.own.items()}
    hints = get_type_hints(shape.cls)
    told: dict[str, Any] = {}
    for one in fields(shape.cls):
        if one.name != "unknown_fields":
            default = ... if one.default is MISSING else one.default
            alias = theirs.get(one.name)
            told[one.name] = (_as_json(hints[one.name]), AliasedField(default, alias=alias))
    return create_model(kind, __config__=_STRICT, **told), shape.lists


def _as_json(hint: Any) -> Any:
    """The type as JSON has it: lists for tuples; of a TypedDict a model, to forbid other fields."""
    inner = tuple(_as_json(one) for one in get_args(hint))
    if get_origin(hint) is tuple:
        return GenericAlias(list, inner[:1])
    if get_origin(hint) is Mapping:
        return GenericAlias(dict, inner)
    if not is_typeddict(hint):
        return hint
    named = get_type_hints(hint).items()
    told: dict[str, Any] = {
        name: (of, ...) if name in hint.__required_keys__ else (of, None) for name, of in named
    }
    return create_model(hint.__name__, __config__=_STRICT, **told)
