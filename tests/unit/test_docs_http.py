"""docs/http.md lists every call of the gateway, who may make it, its body and its answers."""

from typing import Any

from hotlead.router.gateway.calls import calls
from hotlead.router.gateway.contract import Described, refusals
from hotlead.router.gateway.pages import page_routes
from tests.unit.test_docs import table, text, ticked

HEADINGS = ("Sources", "Sessions", "Reps", "Web Push", "Leads", "Board", "Programs")


def answer(status: int, told: Any) -> str:
    if isinstance(told, type):
        return f"{status} `{told.__name__}`"
    return f"{status} stream" if told.startswith("text/event-stream") else str(status)


def row(call: Described) -> list[str]:
    """The cells of a call, after the call itself."""
    answers = {s: a for s, a in call.answers.items() if s < 400 or isinstance(a, type)}
    body = "" if call.body is None else f"`{call.body.__name__}`"
    return [
        call.does,
        call.who,
        f"{body}, or an array" if call.many else body,
        ", ".join(answer(status, told) for status, told in answers.items()),
        ", ".join(str(status) for status in call.answers if status not in answers),
    ]


def test_every_call_is_listed_and_no_other() -> None:
    listed = {
        ticked(cells[0])[0]: cells[1:]
        for heading in HEADINGS
        for cells in table("http.md", heading)
    }
    described = [call.described for call in calls()]
    assert listed == {f"{call.method} {call.path}": row(call) for call in described}


def test_every_field_of_a_body_is_listed() -> None:
    sent = [call.described.body for call in calls()]
    models = {
        one.__name__: one for one in sent if one is not None and one.__name__.endswith("Body")
    }
    listed: dict[str, dict[str, str]] = {}
    for body, field, default, _values in table("http.md", "Bodies"):
        listed.setdefault(ticked(body)[0], {})[ticked(field)[0]] = default
    assert {name: set(fields) for name, fields in listed.items()} == {
        name: set(model.model_fields) for name, model in models.items()
    }
    for name, fields in listed.items():
        for field, default in fields.items():
            assert (default == "needed") == models[name].model_fields[field].is_required(), field


def test_every_query_is_told() -> None:
    asked = {name for call in calls() for name, _ in call.described.query}
    assert all(f"`?{name}=`" in text("http.md") for name in asked)


def test_every_status_of_a_refusal_is_told() -> None:
    used = {
        status
        for call in calls()
        for status, told in call.described.answers.items()
        if status >= 400 and not isinstance(told, type)
    }
    listed = {int(cells[0]): cells[1] for cells in table("http.md", "Refusals")}
    assert listed == refusals(*used)


def test_every_page_is_told() -> None:
    for route in page_routes():
        assert f"`{route.path.partition('{')[0]}`" in text("http.md")
