"""What the gateway sends is what /openapi.json says, no more and no less; each answer is held."""

import re
from functools import cache
from typing import Any, Final

import httpx
import jsonschema_rs
import orjson

from hotlead.router.gateway.calls import described

JSON: Final = "application/json"


class OffContract(AssertionError):
    """An answer differs from the document. Names the call and the place, never the values."""


async def hold(response: httpx.Response) -> None:
    """Holds an answer of JSON against the contract; an httpx hook. Raises OffContract."""
    if response.headers.get("content-type") != JSON:
        return
    await response.aread()
    _hold(_answer(response), response.content, f"{response.request.method} {response.url.path}")


def hold_event(event: dict[str, str]) -> None:
    """Holds a server-sent event against the contract. Raises OffContract."""
    name, data = event["event"], event["data"].encode()
    if name == "snapshot":
        model = "Desk" if "rep" in orjson.loads(data) else "Board"
    elif name == "changes":
        model = "Changes"
    else:
        return
    _hold({"$ref": f"#/components/schemas/{model}"}, data, f"event {name}")


def _hold(schema: dict[str, Any], body: bytes, where: str) -> None:
    for error in _validator(orjson.dumps(schema)).iter_errors(orjson.loads(body)):
        at = "/".join(map(str, error.instance_path))
        raise OffContract(f"{where}: /{at} against {'/'.join(map(str, error.schema_path))}")


def _answer(response: httpx.Response) -> dict[str, Any]:
    """The schema of an answer; of what is no call of ours, that of a refusal."""
    method, path = response.request.method.lower(), response.request.url.raw_path.split(b"?")[0]
    for pattern, ways in _paths():
        if method in ways and pattern.fullmatch(path.decode()):
            answers = ways[method]["responses"]
            content = answers.get(str(response.status_code), {}).get("content", {})
            if JSON in content:
                found: dict[str, Any] = content[JSON]["schema"]
                return found
            # Any call may be refused in a way that is every call's, and not told of each.
            if response.status_code < 400:
                return {}
    return {"$ref": "#/components/schemas/Refused"}


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(described())
    for schema in found["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return found


@cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """The calls by what their path may be; what is plain before what holds a name."""
    paths = sorted(_document()["paths"].items(), key=lambda one: one[0].count("{"))
    return [(re.compile(re.sub(r"{(\w+)}", _name, path)), ways) for path, ways in paths]


def _name(found: re.Match[str]) -> str:
    # An event's id may hold slashes.
    return ".+" if found[1] == "event_id" else "[^/]+"


@cache
def _validator(schema: bytes) -> jsonschema_rs.Draft202012Validator:
    whole = {**orjson.loads(schema), "components": _document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole)
