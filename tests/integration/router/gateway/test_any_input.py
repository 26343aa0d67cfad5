"""No input makes the gateway fail: schemathesis over /openapi.json, and odd values everywhere."""

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok

from hotlead.router.gateway.calls import calls
from tests.integration.house import WAIT_S, Estate, House, open_house

GENERATED, ODD_EACH, AT_ONCE, SEED = 4, 16, 8, 7
PHONE = "13800138000"
CONTACT = {"phone": "13900139000"}

#: What stands in a path, a query, a header, or as text in a body.
TEXTS: Final = (
    *("\0", "\x1b[2J", "a\u200bb", "\u202eab", "\ufeff", "\x7f", "a\tb", "a\nb", "\u2028"),
    *("²", "5²", "١٢٣", "①", "½", "Ⅷ", "９９", "9" * 5000, "-1", "1e999", "NaN", "0x10", " 7 ", ""),
    *("..", ".", "a/b", "%", "%zz", "a|b", 'a"b', "a'b", "a\\b", "{}", "*", "~", "a:b", "a,b"),
    *("e\u0301", "😀", "张三", "\ud800", "x" * 3000, "[", "Asia", "../../etc/passwd", "main"),
)
#: What stands in a body as JSON, not all of it good.
VALUES: Final = (
    *("null", "true", "[]", "{}", "0", "-1", "1.5", "1e999", "-1e999", "NaN", "Infinity"),
    *(str(2**53), str(2**63), str(2**64), "9" * 5000, "1" + "0" * 400, "[" * 2000, '{"a":' * 500),
    *(json.dumps(text) for text in TEXTS),
)
Case = schemathesis.Case[Any]
PLACE: Final = "a place for an odd value"


@dataclass(frozen=True)
class Asked:
    """One request, as it is sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes | None = None

    @property
    def address(self) -> str:
        pairs = [(name, _bytes(value)) for name, value in self.query.items()]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def filled(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(_bytes(value), safe=""))
    return template


def generated(document: dict[str, Any]) -> Iterator[Case]:
    """Some cases of each call, as the document describes them."""
    found: list[Case] = []
    results = schemathesis.openapi.from_dict(document).get_all_operations()
    for operation in [result.ok() for result in results if isinstance(result, Ok)]:

        @settings(
            max_examples=GENERATED,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def keep(case: Case) -> None:
            found.append(case)

        keep()
    yield from found


def body_of(case: Case, house: House) -> Any:
    """The body, if there is one; events with contact and tenant, so that some are taken."""
    if not isinstance(case.body, dict | list):
        return None
    if not case.path.startswith(("/v1/captures", "/v1/signals")):
        return case.body
    events: list[Any] = case.body if isinstance(case.body, list) else [case.body]
    return [
        {**one, "tenant": house.tenant, **({"contact": CONTACT} if "contact" in one else {})}
        for one in events[:3]
    ]


def with_odd(body: Any, value: str, dice: random.Random) -> bytes:
    """The body with one of its values, or all of it, replaced."""
    if isinstance(body, list) and body:
        body = body[0]
    if not isinstance(body, dict) or not body or dice.random() < 0.1:
        return _bytes(value)
    name = dice.choice(sorted(body))
    inner = body[name]
    if isinstance(inner, dict) and inner and dice.random() < 0.5:
        changed = {**body, name: {**inner, dice.choice(sorted(inner)): PLACE}}
    else:
        changed = {**body, name: PLACE}
    return _bytes(json.dumps(changed).replace(json.dumps(PLACE), value))


async def requests(house: House, known: dict[str, str]) -> list[Asked]:
    """What is sent: each case as it was generated, and others with odd values, by who may."""
    document = (await house.call("GET", "/openapi.json")).json()
    cases = await asyncio.to_thread(lambda: list(generated(document)))
    who = {(call.described.method, call.described.path): call.described.who for call in calls()}
    queries = {
        (call.described.method, call.described.path): [name for name, _ in call.described.query]
        for call in calls()
    }
    dice, made = random.Random(SEED), list[Asked]()
    last: dict[tuple[str, str], Case] = {}
    for case in cases:
        at = case.method.upper(), case.path
        last[at] = case
        query = {name: str(value) for name, value in (case.query or {}).items()}
        body = body_of(case, house)
        sent = None if body is None else _bytes(json.dumps(body))
        path = filled(case.path, {k: str(v) for k, v in (case.path_parameters or {}).items()})
        made.append(Asked(at[0], path, query, by(house, who[at]), sent))
    for at, case in last.items():
        for number in range(ODD_EACH):
            names = list(case.path_parameters or {})
            odd = dice.choice(names) if names and number % 2 else None
            values = {name: known.get(name, "none") for name in names}
            if odd is not None:
                text = dice.choice(TEXTS)
                values[odd] = f"{known['lead']}.{text}" if odd == "assignment" else text
            query = {name: dice.choice(TEXTS) for name in queries[at] if dice.random() < 0.4}
            headers = {**by(house, who[at]), "last-event-id": f"{dice.choice(TEXTS)}:7"}
            headers["idempotency-key"] = dice.choice(TEXTS)
            body = body_of(case, house)
            sent = None if body is None else with_odd(body, dice.choice(VALUES), dice)
            made.append(Asked(at[0], filled(at[1], values), query, headers, sent))
    # Those that sign somebody out come last.
    return sorted(made, key=lambda one: one.method == "DELETE")


def by(house: House, who: str) -> dict[str, str]:
    if who in ("anyone", "source"):
        return {}
    return (
        house.bearer(house.kim) if who in ("rep", "either") else house.bearer("sup", "supervisor")
    )


async def status(http: httpx.AsyncClient, asked: Asked) -> int:
    json_type = {b"content-type": b"application/json"} if asked.body is not None else {}
    headers = json_type | {
        name.encode(): value.strip().encode("latin-1", "replace")
        for name, value in asked.headers.items()
        if value.isprintable()
    }
    async with http.stream(
        asked.method, asked.address, headers=headers, content=asked.body
    ) as response:
        return response.status_code


# What schemathesis does inside its own strategies.
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")
async def test_nothing_that_is_sent_is_answered_by_5xx(estate: Estate) -> None:
    async with open_house(estate, read_store=":memory:") as house:
        reading = house.gateway.reading
        assert reading is not None
        await asyncio.wait_for(reading.ready.wait(), WAIT_S)
        await house.rep(house.kim, capacity=5)
        lead = await house.capture(PHONE)
        assigned = await house.change("assigned", lead=lead)
        known = {
            "lead": lead,
            "rep": house.kim,
            "channel": "web-form",
            "event_id": "none",
            "assignment": f"{lead}.{assigned['epoch']}",
        }
        asked = await requests(house, known)
        limit = asyncio.Semaphore(AT_ONCE)
        failed = list[tuple[int, Asked]]()
        statuses = set[int]()

        async def send(one: Asked) -> None:
            async with limit:
                got = await status(house.http, one)
            statuses.add(got)
            # Whether it may be sent requests now is what this one tells by 503.
            if got >= 500 and one.path != "/readyz":
                failed.append((got, one))

        await asyncio.gather(*(send(one) for one in asked))
        assert not failed, sorted({(got, one.method, one.path[:80]) for got, one in failed})
        # It came through to where values are looked at, not only to who may.
        assert {200, 202, 404, 409, 422} <= statuses
        assert (await house.call("GET", "/healthz")).status_code == 200
