"""Verdicts of the doctor: pure functions of what was found."""

import asyncio
import struct
from datetime import date

import pytest

from hotlead.router.doctor import broker, calendars, examine, exposure, software, store
from hotlead.router.doctor.checks import Check, any_bad
from hotlead.router.doctor.examine import _bounded
from hotlead.router.errors import HotleadError
from hotlead.router.kafka.topic_contents import unreachable
from hotlead.router.provision.differences import Difference
from hotlead.router.settings import Settings

GIB = 1024**3
OPEN = {"host": "0.0.0.0"}  # noqa: S104
OWN = {"secret": "s" * 16, "identity_key": "k" * 16}
TOKENS = {"tokens": ("all=" + "t" * 16,)}


def verdict(check: Check) -> str:
    # What is not ok says what to do.
    assert bool(check.mend) == (check.verdict != "ok")
    return check.verdict


async def test_with_nothing_running_it_names_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*_: object) -> None:
        raise unreachable("127.0.0.1:9092")

    monkeypatch.setattr(examine, "look_at_broker", nobody)
    [check] = await examine._kafka(Settings())
    assert verdict(check) == "bad"
    assert check.mend.startswith("`hotlead up` starts all that is needed; or start one")
    # Who named one has a server of their own.
    [check] = await examine._kafka(Settings(kafka="kafka.example.com:9092"))
    assert "hotlead up" not in check.mend


@pytest.mark.parametrize(
    ("version", "said"), [("7.0.15", "ok"), ("7.4.2", "ok"), ("10.0.0", "ok"), ("6.2.14", "bad")]
)
def test_redis_version(version: str, said: str) -> None:
    assert verdict(store.judge_version(version, "Redis")) == said


def test_valkey_is_named() -> None:
    assert store.judge_version("7.2.4", "Valkey 9.1.2").found == "Valkey 9.1.2, as Redis 7.2.4"


@pytest.mark.parametrize(
    ("policy", "said"), [("noeviction", "ok"), ("allkeys-lru", "bad"), ("unknown", "warn")]
)
def test_eviction(policy: str, said: str) -> None:
    assert verdict(store.judge_eviction(policy)) == said


@pytest.mark.parametrize(
    ("aof", "status", "said"), [(True, "ok", "ok"), (False, "ok", "warn"), (True, "err", "bad")]
)
def test_persistence(aof: bool, status: str, said: str) -> None:
    assert verdict(store.judge_persistence(aof=aof, status=status)) == said


@pytest.mark.parametrize(
    ("used", "most", "system", "said"),
    [
        (GIB, 0, 0, "ok"),
        (GIB, 2 * GIB, 0, "ok"),
        (GIB * 85 // 100, GIB, 64 * GIB, "warn"),
        (GIB * 96 // 100, GIB, 64 * GIB, "bad"),
        (GIB * 96 // 100, 0, GIB, "bad"),
    ],
)
def test_memory(used: int, most: int, system: int, said: str) -> None:
    assert verdict(store.judge_memory(used, most, system)) == said


@pytest.mark.parametrize(
    ("skew_ms", "said"), [(0, "ok"), (-900, "ok"), (1500, "warn"), (-1500, "warn"), (11_000, "bad")]
)
def test_clock(skew_ms: int, said: str) -> None:
    assert verdict(store.judge_clock(skew_ms)) == said


def test_a_replica_takes_no_writes() -> None:
    assert verdict(store.judge_role("slave")) == "bad"
    assert verdict(store.judge_role("master")) == "ok"


def test_no_password_is_shown() -> None:
    assert store.shown("redis://lin:geheim@store:6379/0") == "store:6379/0"


@pytest.mark.parametrize(("level", "said"), [(None, "warn"), (19, "warn"), (22, "ok"), (30, "ok")])
def test_kafka_level(level: int | None, said: str) -> None:
    assert verdict(broker.judge_level(level)) == said


def answer(level: int) -> bytes:
    """An ApiVersions response: one call, one finalized feature, of two tags."""
    feature = b"\x02" + bytes([17]) + b"metadata.version" + struct.pack(">hh", level, 1) + b"\0"
    tags = b"\x02" + b"\x01\x08" + bytes(8) + b"\x02" + bytes([len(feature)]) + feature
    call = struct.pack(">hhh", 18, 0, 4) + b"\0"
    return struct.pack(">ih", 1, 0) + b"\x02" + call + bytes(4) + tags


def test_the_level_is_read_from_the_answer() -> None:
    assert broker.level_in(answer(30)) == 30
    assert broker.level_in(struct.pack(">ih", 1, 35)) is None
    assert broker.level_in(struct.pack(">ih", 1, 0) + b"\x01" + bytes(4) + b"\0") is None


@pytest.mark.parametrize("text", [b"", b"HTTP/1.1 400", answer(30)[:-8]])
def test_what_is_no_broker_is_told(text: bytes) -> None:
    with pytest.raises(ValueError, match="no answer of a Kafka broker"):
        broker.level_in(text)


def test_topics() -> None:
    assert verdict(broker.judge_topics([], [])) == "ok"
    assert "topics apply" in broker.judge_topics(["hotlead.inbox"], []).mend
    fixed = Difference("hotlead.inbox", "partitions", "2", "4", "shards are fixed")
    assert broker.judge_topics([], [fixed]).mend == "shards are fixed"
    config = Difference("hotlead.inbox", "retention.ms", "1", "2")
    assert "--fix" in broker.judge_topics([], [config]).mend


def test_python_and_packages() -> None:
    assert verdict(software.judge_python((3, 10, 9))) == "bad"
    assert verdict(software.judge_python((3, 11, 0))) == "ok"
    wanted = ["aiokafka==0.14.0", "redis>=6"]
    judge = software.judge_packages
    assert verdict(judge(wanted, {"aiokafka": "0.14.0", "redis": "8"})) == "ok"
    assert verdict(judge(wanted, {"aiokafka": "0.13.0", "redis": "8"})) == "warn"
    assert judge(wanted, {"aiokafka": "0.14.0"}).found == "missing: redis"


@pytest.mark.parametrize(
    ("given", "secrets", "exposed"),
    [
        ({}, "warn", "ok"),
        (OWN, "ok", "ok"),
        (OPEN, "bad", "bad"),
        (OPEN | TOKENS, "bad", "bad"),
        (OPEN | OWN, "ok", "bad"),
        (OPEN | OWN | TOKENS, "ok", "ok"),
        ({"tokens": ("fax=" + "t" * 16,)}, "warn", "bad"),
    ],
)
def test_secrets_and_exposure(given: dict[str, object], secrets: str, exposed: str) -> None:
    settings = Settings.model_validate(given)
    assert verdict(exposure.judge_secrets(settings)) == secrets
    assert verdict(exposure.judge_exposure(settings)) == exposed


@pytest.mark.parametrize(
    ("state", "said"), [("free", "ok"), ("ours", "ok"), ("taken", "bad"), ("impossible", "bad")]
)
def test_ports(state: exposure.PortState, said: str) -> None:
    assert verdict(exposure.judge_port("HOTLEAD_PORT", 8080, state)) == said


async def test_one_that_hangs_or_fails_is_a_check_of_its_own() -> None:
    async def hang(_: Settings) -> list[Check]:
        await asyncio.Event().wait()
        return []

    async def fail(_: Settings) -> list[Check]:
        raise HotleadError("no lead")

    (late,) = await _bounded("Kafka", hang, Settings(), 0.01)
    (failed,) = await _bounded("Kafka", fail, Settings(), 1.0)
    assert (late.verdict, late.found) == ("bad", "no answer within 0.01 s")
    assert (failed.verdict, failed.found) == ("bad", "no lead")
    assert any_bad([late])


def test_a_calendar_without_the_year_is_told_ahead_of_it_with_who_names_it() -> None:
    who = {"ua": ["pool main", "rep wang", "rep li", "rep zhao"], "de": ["pool berlin"]}
    check = calendars.judge_calendars(who, date(2026, 12, 1))
    assert verdict(check) == "warn"
    assert "ua knows no holidays of 2026: it counts as plain weeks" in check.found
    assert "of 2027" in check.found
    assert "(pool main, rep wang, rep li and 1 more)" in check.found
    assert "de" not in check.found.split()

    check = calendars.judge_calendars({"de": ["pool berlin"]}, date(2026, 12, 1))
    assert (verdict(check), check.found) == ("ok", "de (pool berlin)")
    assert verdict(calendars.judge_calendars({}, date(2026, 12, 1))) == "ok"


async def test_where_nothing_runs_no_calendar_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*_: object) -> None:
        raise unreachable("127.0.0.1:9092")

    monkeypatch.setattr(calendars, "look_at_broker", nobody)
    assert await examine._calendars(Settings()) == []
