"""The documents for programs agree with the table of calls."""

import re
from typing import Any

from hotlead.router.gateway.calls import CALLS, routes
from hotlead.router.gateway.contract import asyncapi, openapi
from hotlead.router.settings import Settings

DOCUMENT = openapi(tuple(call.described for call in CALLS), "1.0")


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
    for document in (DOCUMENT, asyncapi(Settings(), "1.0")):
        found = references(document)
        assert found
        for reference in found:
            assert resolved(document, reference)


def test_topics_of_others_are_described_and_ours_are_not() -> None:
    document = asyncapi(Settings(), "1.0")
    addresses = {channel["address"] for channel in document["channels"].values()}
    assert addresses == {
        "hotlead.capture.web-form",
        "hotlead.capture.short-video",
        "hotlead.capture.call-center",
        "hotlead.signals",
        "hotlead.assignments",
        "hotlead.dead-letters",
    }
