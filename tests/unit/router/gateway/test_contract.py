"""The documents for programs agree with the table of calls."""

import re
from typing import Any

import orjson
from click.testing import CliRunner

from hotlead.router.cli import main_group
from hotlead.router.gateway.calls import calls, described, routes
from hotlead.router.gateway.contract import asyncapi, openapi
from hotlead.router.settings import Settings

DOCUMENT = openapi(tuple(call.described for call in calls()))


def references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(one) for one in part.values()))
    return set().union(*(references(one) for one in part)) if isinstance(part, list) else set()


def resolved(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_each_route_is_described_once() -> None:
    described = [
        (method.upper(), path) for path, ways in DOCUMENT["paths"].items() for method in ways
    ]
    served = [
        (method, route.path.replace(":path", ""))
        for route in routes()
        for method in (route.methods or set()) - {"HEAD"}
    ]
    assert sorted(described) == sorted(served)
    ids = [way["operationId"] for ways in DOCUMENT["paths"].values() for way in ways.values()]
    assert len(set(ids)) == len(ids)


def test_path_parameters_are_described() -> None:
    for path, ways in DOCUMENT["paths"].items():
        for way in ways.values():
            listed = [one["name"] for one in way["parameters"] if one["in"] == "path"]
            assert listed == re.findall(r"{(\w+)}", path)


def test_all_references_lead_somewhere() -> None:
    for document in (DOCUMENT, asyncapi(Settings())):
        found = references(document)
        assert found
        for reference in found:
            assert resolved(document, reference)


def test_the_documents_are_json() -> None:
    for document in (DOCUMENT, asyncapi(Settings())):
        assert orjson.loads(orjson.dumps(document)) == document


def test_topics_of_others_are_described_and_ours_are_not() -> None:
    document = asyncapi(Settings())
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert addresses == {
        "hotlead.capture.web-form",
        "hotlead.capture.short-video",
        "hotlead.capture.call-center",
        "hotlead.signals",
        "hotlead.assignments",
        "hotlead.dead-letters",
    }


def nullable(part: Any) -> bool:
    """Whether null may stand anywhere in it."""
    if isinstance(part, dict):
        return part.get("type") == "null" or any(nullable(one) for one in part.values())
    return any(map(nullable, part)) if isinstance(part, list) else False


def test_what_is_null_is_left_out_of_answers_and_all_else_is_there() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    lead = schemas["HeldLead"]
    assert lead["properties"]["hot_at_ms"] == {"type": "integer"}
    assert "hot_at_ms" not in lead["required"]
    # Of a default, an answer has the value.
    assert {"had_by", "high", "lead"} <= set(lead["required"])
    assert "default" not in lead["properties"]["had_by"]
    answers = {
        reference
        for ways in DOCUMENT["paths"].values()
        for way in ways.values()
        for reference in references(way["responses"])
    }
    assert not {name for name in closure(answers) if nullable(resolved(DOCUMENT, name))}
    # A body may be sent with null, and without what has a default.
    assert nullable(schemas["PresenceBody"])
    assert schemas["PresenceBody"]["required"] == ["presence"]


def closure(found: set[str]) -> set[str]:
    """The references, and those behind them."""
    more = found.union(*(references(resolved(DOCUMENT, one)) for one in found))
    return found if more == found else closure(more)


def test_events_are_described() -> None:
    media = [
        way["responses"]["200"]["content"]["text/event-stream"]["x-events"]
        for ways in DOCUMENT["paths"].values()
        for way in ways.values()
        if "text/event-stream" in way["responses"].get("200", {}).get("content", {})
    ]
    snapshots = {one["snapshot"]["$ref"].rpartition("/")[2] for one in media}
    assert snapshots == {"Desk", "Board"}
    assert {one["changes"]["$ref"].rpartition("/")[2] for one in media} == {"Changes"}


def test_a_command_prints_what_a_gateway_serves() -> None:
    printed = CliRunner().invoke(main_group, ["openapi"])
    assert (printed.exit_code, printed.stdout_bytes) == (0, described() + b"\n")
