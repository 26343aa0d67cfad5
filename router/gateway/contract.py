"""The interface for programs: OpenAPI from the table of calls, AsyncAPI from the topics."""

import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from hotlead.router.gateway.as_sent import AsSent
from hotlead.router.gateway.replies import Changes, Refused
from hotlead.router.gateway.sessions import COOKIES
from hotlead.router.settings import Settings
from hotlead.topics.captures import Capture, Signal
from hotlead.topics.streams import (
    ASSIGNMENTS,
    CHANNELS,
    DEAD_LETTERS,
    SIGNALS,
    capture_topic,
    topic_specs,
)

Who = Literal["anyone", "source", "rep", "supervisor", "board", "owner", "either"]

_REFUSALS: Final = {
    401: "no session or token, or an expired one",
    403: "not for this caller; or a change by cookie from a page of another origin",
    404: "unknown, or not the caller's",
    409: "the state does not allow it; `error` is the reason, `holder` who has the lead",
    413: "the body is larger than 1 MiB, or 64 KiB where it is not captures or signals",
    415: "the body does not come as `application/json`",
    422: "a field is wrong, `problems` names each and the mend; or `id_used`: the action_id was"
    " another action's",
    429: "too often; try again after Retry-After",
    503: "Kafka or Redis is away; try again after Retry-After",
    504: "unknown whether it took place; ask again with the same action_id",
}
_SECURITY: Final[dict[str, list[dict[str, list[str]]]]] = {
    "anyone": [],
    "source": [{"source": []}, {}],
    "rep": [{"session": []}, {"rep": []}],
    "supervisor": [{"session": []}, {"supervisor": []}],
    "board": [{"session": []}, {"supervisor": []}, {"viewer": []}],
    "owner": [{"session": []}, {"supervisor": []}, {"rep": []}],
    "either": [{"session": []}, {"supervisor": []}, {"viewer": []}, {"rep": []}],
}
_MODELS_AT: Final = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Described:
    """One call as it is described. `many` tells that the body may be an array, `snapshot` is the
    first of a call's server-sent events.
    """

    method: str
    path: str
    does: str
    who: Who
    answers: dict[int, type[BaseModel] | str]
    body: type[BaseModel] | None = None
    many: bool = False
    query: tuple[tuple[str, str], ...] = ()
    snapshot: type[BaseModel] | None = None


def openapi(calls: tuple[Described, ...]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of all calls: bodies as they are taken, answers as they are sent."""
    found: set[tuple[type[BaseModel], JsonSchemaMode]] = {(Refused, "serialization")}
    for call in calls:
        found |= {(one, "serialization") for one in call.answers.values() if isinstance(one, type)}
        if call.body is not None:
            found.add((call.body, "validation"))
        if call.snapshot is not None:
            found |= {(call.snapshot, "serialization"), (Changes, "serialization")}
    _, schemas = models_json_schema(
        sorted(found, key=lambda one: (one[0].__name__, one[1])),
        ref_template=_MODELS_AT,
        schema_generator=AsSent,
    )
    paths: dict[str, Any] = {}
    for call in calls:
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": _info(),
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "session": {"type": "http", "scheme": "bearer"},
                **{
                    role: {"type": "apiKey", "in": "cookie", "name": cookie}
                    for role, cookie in COOKIES.items()
                },
                "source": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def asyncapi(settings: Settings) -> dict[str, Any]:
    """The AsyncAPI 3.0 document of the topics that other programs write and read."""
    specs = topic_specs(
        prefix=settings.topic_prefix,
        shards=settings.shards,
        partitions=settings.partitions,
        channels=settings.channels,
    )
    inbound = {
        **{settings.topic(capture_topic(name)): "Capture" for name in settings.channels},
        settings.topic(SIGNALS): "Signal",
    }
    _, schemas = models_json_schema(
        [(Capture, "validation"), (Signal, "validation")], ref_template=_MODELS_AT
    )
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    told = {settings.topic(ASSIGNMENTS), settings.topic(DEAD_LETTERS)}
    for spec in specs:
        if spec.name not in inbound and spec.name not in told:
            continue
        name = re.sub(r"\W", "_", spec.name)
        channels[name] = {"address": spec.name, "description": spec.meaning}
        if spec.name in inbound:
            message = inbound[spec.name]
            channels[name]["messages"] = {
                message: {"$ref": f"#/components/messages/{message}"},
            }
            operations[f"send_{name}"] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{name}"},
                "summary": f"publish {spec.meaning}; JSON, any key",
            }
        else:
            operations[f"read_{name}"] = {
                "action": "send",
                "channel": {"$ref": f"#/channels/{name}"},
                "summary": f"read {spec.meaning}",
            }
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {
            "schemas": schemas["$defs"],
            "messages": {
                name: {"payload": {"$ref": _MODELS_AT.format(model=name)}}
                for name in ("Capture", "Signal")
            },
        },
    }


def _info() -> dict[str, Any]:
    return {"title": "hotlead", "version": version("hotlead"), "license": {"name": "Apache-2.0"}}


def _operation(call: Described) -> dict[str, Any]:
    found: dict[str, Any] = {
        "summary": call.does,
        "operationId": re.sub(r"\W+", "_", f"{call.method.lower()}_{call.path}").strip("_"),
        "security": _SECURITY[call.who],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": _path_schema(name)}
            for name in re.findall(r"{(\w+)}", call.path)
        ]
        + [
            {"name": name, "in": "query", "description": what, "schema": {"type": "string"}}
            for name, what in call.query
        ],
        "responses": {
            str(status): _response(status, answer) for status, answer in call.answers.items()
        },
    }
    if call.snapshot is not None:
        found["responses"]["200"]["content"] = {"text/event-stream": _events(call.snapshot)}
    if call.body is not None:
        one: dict[str, Any] = dict(_reference(call.body))
        many = {"type": "array", "items": one, "minItems": 1, "maxItems": 500}
        schema = {"oneOf": [one, many]} if call.many else one
        found["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return found


def _events(snapshot: type[BaseModel]) -> dict[str, Any]:
    """A stream's media type; OpenAPI 3.1 knows no events: `x-events` has the data of each."""
    data = {"snapshot": _reference(snapshot), "changes": _reference(Changes)}
    return {
        "schema": {"type": "string"},
        "x-events": {**data, "alive": {"type": "object", "maxProperties": 0}},
    }


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _MODELS_AT.format(model=model.__name__)}


def _path_schema(name: str) -> dict[str, Any]:
    return (
        {"type": "string", "examples": list(CHANNELS)} if name == "channel" else {"type": "string"}
    )


def _response(status: int, answer: type[BaseModel] | str) -> dict[str, Any]:
    if isinstance(answer, str):
        found: dict[str, Any] = {"description": answer or _REFUSALS.get(status, "")}
        if status >= 400:
            found["content"] = {"application/json": {"schema": _reference(Refused)}}
        return found
    return {
        "description": (answer.__doc__ or "").strip().split("\n")[0],
        "content": {"application/json": {"schema": _reference(answer)}},
    }


def refusals(*statuses: int) -> dict[int, type[BaseModel] | str]:
    """The refusals that a call may answer with."""
    return {status: _REFUSALS[status] for status in statuses}
