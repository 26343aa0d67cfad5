"""The documents say what the code does: tables, links and examples, compared with the source."""

import importlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from hotlead.router.aggregates import AGGREGATES
from hotlead.router.policy.document import DEFAULT_POLICY, Policy
from hotlead.router.settings import ENV_PREFIX, Settings
from hotlead.router.shard.keys import VOLATILE_SHARD_FIELDS
from hotlead.router.state.clearing import UNFINISHED
from hotlead.router.state.scripts import sources
from hotlead.topics.assignments import TOLD
from hotlead.topics.captures import Capture, Signal
from hotlead.topics.dead_letters import decode_record
from hotlead.topics.inbox import EVENTS, decode_inbox
from hotlead.topics.journal import decode_journal
from hotlead.topics.snapshots import decode_manifest
from hotlead.topics.streams import DAY_MS, FOREVER, topic_specs

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
LUA: Final = sources(AGGREGATES)
ALL_LUA: Final = "\n".join(
    file.text for file in (*LUA.parts, *LUA.changes, *LUA.transitions, *LUA.scripts)
)
PAGES: Final = [
    *sorted(ROOT.glob("*.md")),
    *sorted(DOCS.rglob("*.md")),
]

# What a shared function can write and this script never makes it write: a missed assignment is
# what sets a rep away, and these two put a lead back without one.
NEVER: Final = {"decline": {"presence_changed"}, "offline": {"presence_changed"}}

Rows = list[list[str]]


def text(page: str) -> str:
    return (DOCS / page).read_text("utf-8")


def table(page: str, heading: str) -> Rows:
    """The cells of all tables below a heading, heads left out."""
    found = re.search(
        rf"^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", text(page), re.MULTILINE | re.DOTALL
    )
    assert found is not None, f"{page} has no heading {heading!r}"
    rows: Rows = []
    lines = found[1].splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|") and not line.startswith("|-") and not after.startswith("|-"):
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            rows.append([cell.strip() for cell in cells])
    assert rows, f"{page}, {heading}: no table"
    return rows


def ticked(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


# Flow


def functions_of_parts() -> dict[str, str]:
    """Body by name of each function of a part that may be called by its name."""
    parts = "\n".join(part.text for part in LUA.parts)
    found = re.finditer(r"^(?:local )?function ([\w.]+)\(.*?^end$", parts, re.MULTILINE | re.DOTALL)
    return {one[1]: one[0] for one in found}


#: The function that a part binds to what happened.
BOUND: Final = {
    what: name
    for part in LUA.parts
    for what, name in re.findall(r"^hooks\.on\('(\w+)', ([\w.]+)\)$", part.text, re.MULTILINE)
}


def kinds_in(lua: str) -> set[str]:
    """Kinds named in a table (`kind = 'x'`) or set on a field (`r.kind = nil, 'x'`)."""
    spans = re.findall(r"\{ kind = ([^,}]*)", lua) + re.findall(r"\.kind = ([^\n]*)", lua)
    return {kind for span in spans for kind in re.findall(r"'(\w+)'", span)}


def written(lua: str, functions: dict[str, str], seen: frozenset[str] = frozenset()) -> set[str]:
    """Every kind of change that a script's text can write, by itself, by what it calls, or by what
    is bound to what it tells."""
    kinds = kinds_in(lua)
    told = set(re.findall(r"hooks\.tell\('(\w+)'", lua))
    called = {BOUND[what] for what in told} | set(re.findall(r"(?<![\w.])([\w.]+)\(", lua))
    for name in called & (functions.keys() - seen):
        kinds |= written(functions[name], functions, seen | {name})
    return kinds


def flow() -> list[tuple[str, list[str], str, set[str]]]:
    """Input, rules, script and changes of each row that names a script."""
    rows = []
    for heading in ("Events of the inbox", "What the owner asks for by itself", "Control"):
        for what, rule, script, changes in table("flow.md", heading):
            rows.append((ticked(what)[0], ticked(rule), ticked(script)[0], set(ticked(changes))))
    for what, _due, rule, script, changes in table("flow.md", "Timers"):
        rows.append((ticked(what)[0], ticked(rule), ticked(script)[0], set(ticked(changes))))
    return rows


def test_flow_lists_every_script() -> None:
    assert {row[2] for row in flow()} == {file.name for file in (*LUA.scripts, *LUA.transitions)}


def test_flow_lists_what_each_script_can_write() -> None:
    functions = functions_of_parts()
    wanted = {"heads.settle", "dispatch.assign", "dispatch.put_back", "answers.answer"}
    assert wanted <= functions.keys()
    texts = {file.name: file.text for file in (*LUA.scripts, *LUA.transitions)}
    for what, _rules, script, changes in flow():
        can = written(texts[script], functions)
        never = NEVER.get(script, set())
        assert never <= can, f"{script}: needs no exception any more"
        assert changes == can - never, f"{what}: {script}.lua"


def test_every_kind_of_change_is_written_and_listed() -> None:
    assert set().union(*(row[3] for row in flow())) == {kind.kind for kind in AGGREGATES.changes}


def test_flow_lists_every_timer() -> None:
    lines = [line for line in ALL_LUA.splitlines() if "deadline" in line]
    kinds = {kind for line in lines for kind in re.findall(r"'(\w+)\|'", line)}
    kinds |= set(re.findall(r"leads\.set_timer\(.*?, '(\w+)'", ALL_LUA))
    assert {ticked(row[0])[0] for row in table("flow.md", "Timers")} == kinds
    assert all(row[0] == row[3] for row in table("flow.md", "Timers"))


EVENT: Final = {"tenant": "main", "event_id": "e-1", "at_ms": 1}
REP: Final = {"action_id": "a1", "tenant": "main", "rep": "wang"}
ACTION: Final = {**REP, "lead": "ld_1"}
PHONE, NOTICE = {"subscription": "p1"}, {"notice": "0-1-0-wang", "lead": "ld_1"}
SAMPLES: Final[dict[str, dict[str, Any]]] = {
    "capture": EVENT
    | {"channel": "web-form", "contact_id": "c", "received_ms": 1}
    | {"contact": {}, "masked": "****", "identities": []},
    "signal": EVENT | {"visitor": "v", "signal": "page_dwell", "value": 1},
    "rep": {**REP, "by": "lin", "pools": ["main"]},
    "presence": {**REP, "presence": "idle"},
    "ready": REP,
    "acknowledge": {**ACTION, "epoch": "7-1"},
    "decline": {**ACTION, "epoch": "7-1"},
    "release": {**ACTION, "epoch": "7-1"},
    "activity": {**ACTION, "epoch": "7-1"},
    "claim": ACTION,
    "undo": {**ACTION, "epoch": "7-1"},
    "hand_over": {**ACTION, "by": "lin"},
    "reopen_closed": {**ACTION, "by": "lin", "reason": "a mistake"},
    "push_subscribed": {**REP, **PHONE, "endpoint": "https://e", "p256dh": "p", "auth": "a"},
    "push_unsubscribed": {**REP, **PHONE},
    "signed_out": {**REP, "by": "lin", "before_ms": 1},
    "notice_sent": {"tenant": "main", "to": "wang", "via": "web-push", "result": "gone"}
    | {"attempts": 1, "notices": [NOTICE]},
    "notice_seen": {"tenant": "main", "rep": "wang"} | NOTICE,
    "staff": {"action_id": "a1", "by": "lin", "tenant": "main", "id": "vera", "role": "viewer"},
    "staff_signed_out": {"action_id": "a1", "by": "lin", "tenant": "main", "id": "vera"}
    | {"before_ms": 1},
    "reveal": {"action_id": "a1", "by": "lin", "tenant": "main", "lead": "ld_1"},
    "policy": {"action_id": "a1", "version": "default"},
    "marker": {"at_ms": 1, "real_ms": 1, "sender": "x"},
}


def test_flow_lists_every_event_with_its_script() -> None:
    kinds = {model.model_fields["kind"].default for model in EVENTS}
    listed = {
        ticked(row[0])[0]: ticked(row[2])[0] for row in table("flow.md", "Events of the inbox")
    }
    del listed["not an event"]
    assert listed.keys() == kinds == SAMPLES.keys()
    for kind, fields in SAMPLES.items():
        event = decode_inbox(json.dumps({"kind": kind, **fields}).encode())
        assert AGGREGATES.call_for(event, DEFAULT_POLICY, 1, "").script == listed[kind]


def test_rules_that_are_named_are_there() -> None:
    before = [name for row in table("flow.md", "Before the inbox") for name in ticked(row[1])]
    for name in {*before, "sharding.shard_of", *(rule for row in flow() for rule in row[1])}:
        *rooms, module, function = name.split(".")
        rooms += [{"masking": "privacy", "sharding": "shard"}.get(module, "rules")]
        assert hasattr(importlib.import_module(f"hotlead.router.{rooms[0]}.{module}"), function), (
            name
        )


def test_what_reps_are_told() -> None:
    first = table("flow.md", "Behind the journal")[0]
    assert set(ticked(first[0])) == {cls.kind for cls in TOLD}


# Topics, keys, settings, policy


def span(milliseconds: int) -> str:
    return "for ever" if milliseconds == FOREVER else f"{milliseconds // DAY_MS} days"


def test_topics_are_listed_as_they_are_made() -> None:
    specs = topic_specs(prefix="", shards=4, partitions=3)
    partitions = {4: "`HOTLEAD_SHARDS`", 3: "`HOTLEAD_PARTITIONS`", 1: "1"}
    listed = {ticked(row[0])[0]: row[2:5] for row in table("topics.md", "All topics")}
    assert listed == {
        spec.name: [partitions[spec.partitions], span(spec.retention_ms), spec.cleanup]
        for spec in specs
    }


def test_example_records_are_readable() -> None:
    readers: dict[str, Callable[[bytes], Any]] = {
        "Capture": Capture.model_validate_json,
        "Signal": Signal.model_validate_json,
        "Inbox": decode_inbox,
        "Journal": decode_journal,
        "Dead letters": decode_record,
        "Policies": Policy.model_validate_json,
        "Contacts": json.loads,
        "Snapshots": decode_manifest,
        "Assignments": json.loads,
    }
    found = re.findall(
        r"^## ([^\n]*)$(.*?)(?=^## |\Z)", text("topics.md"), re.MULTILINE | re.DOTALL
    )
    sections = {
        heading: re.findall(r"^```json\n(.*?)^```", body, re.MULTILINE | re.DOTALL)
        for heading, body in found
    }
    for heading, read in readers.items():
        assert sections[heading], heading
        for example in sections[heading]:
            read(example.encode())
    told = json.loads(sections["Assignments"][0])
    assert told["kind"] in {cls.kind for cls in TOLD}


def test_events_that_commands_send_are_good() -> None:
    pages = (ROOT / "README.md").read_text("utf-8") + text("topics.md")
    kafka = re.findall(r"echo '([^']+)' \|\n? *kcat .* -t hotlead\.([\w.-]+)", pages)
    http = re.findall(r"curl -H '[^']+' -d '([^']+)' \\\n *\S+/v1/(captures|signals)", pages)
    sent = [*kafka, *http]
    assert {stream.partition(".")[0] for _, stream in sent} == {"capture", "captures", "signals"}
    for event, stream in sent:
        (Signal if stream == "signals" else Capture).model_validate_json(event)


def test_redis_keys_are_listed_with_type_and_volatility() -> None:
    listed = {ticked(row[0])[0]: (row[1], row[3] == "yes") for row in table("redis.md", "Keys")}
    assert listed == {spec.name: (spec.type, spec.volatile) for spec in AGGREGATES.keys}


def test_fields_of_the_shard_are_listed() -> None:
    rows = table("redis.md", "The hash `shard`")
    volatile = {name for row in rows if row[2] == "yes" for name in ticked(row[0])}
    assert volatile == VOLATILE_SHARD_FIELDS
    for name in (name for row in rows for name in ticked(row[0])):
        assert f"'{name}'" in ALL_LUA or name == UNFINISHED, name


def test_settings_are_listed_with_their_defaults() -> None:
    def shown(default: object) -> str:
        return ",".join(map(str, default)) if isinstance(default, tuple) else str(default)

    listed = {
        ticked(row[0])[0]: "".join(ticked(row[1])) for row in table("settings.md", "All settings")
    }
    fields = Settings.model_fields
    assert listed == {
        ENV_PREFIX + name.upper(): shown(field.default) for name, field in fields.items()
    }


def test_the_defaults_that_are_told_are_the_defaults() -> None:
    pool = DEFAULT_POLICY.pools["main"]
    listed = {ticked(row[0])[0]: "".join(ticked(row[1])) for row in table("policy.md", "A pool")}
    assert listed.keys() == type(pool).model_fields.keys()
    for name, default in listed.items():
        value = getattr(pool, name)
        assert not default or default == (value if isinstance(value, str) else f"{value:g}"), name


# Links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for label, target in re.findall(r"\[([^\]]+)\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page.name}: {target}"
        name = label.strip("`")
        if name.startswith("test_") and there.suffix == ".py" and not name.endswith(".py"):
            assert f"def {name}(" in there.read_text("utf-8"), f"{target} has no {name}"
        if anchor:
            heads = re.findall(r"^#+ (.*)$", there.read_text("utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in slugs, f"{page.name}: {target}"
