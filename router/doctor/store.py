"""Redis: reachable, its version, eviction, persistence, memory, role and clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from redis.exceptions import AuthenticationError, RedisError, ResponseError

from hotlead.router.clock import real_ms
from hotlead.router.doctor.checks import Check, bad, ok, warn
from hotlead.router.errors import BadSetting, RedisUnreachable
from hotlead.router.shard.connection import connect

VERSION_MIN: Final = (7, 0)
NO_EVICTION: Final = "noeviction"
MEMORY_WARN: Final = 0.80
MEMORY_BAD: Final = 0.95
SKEW_WARN_MS: Final = 1_000
SKEW_BAD_MS: Final = 10_000
MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a Redis says of itself. `skew_ms` is its clock less ours, half the way there counted."""

    version: str
    product: str
    role: str
    policy: str
    aof: bool
    aof_status: str
    memory_bytes: int
    memory_max_bytes: int
    memory_system_bytes: int
    skew_ms: int


async def look_at_store(url: str, timeout_s: float) -> StoreFacts:
    """Asks the Redis at `url`. Raises BadSetting, RedisUnreachable."""
    try:
        redis = connect(url, timeout_s=timeout_s)
    except ValueError as error:
        raise BadSetting(
            f"HOTLEAD_REDIS {shown(url)} is no address of a Redis ({error}): give it as"
            " redis://HOST:PORT/0"
        ) from None
    try:
        info: Mapping[str, Any] = await redis.info()
        policy = await _eviction(redis, info)
        began_ms, began = real_ms(), monotonic()
        seconds, micros = await redis.time()
        way_ms = (monotonic() - began) * 500
    except (RedisError, OSError) as error:
        raise unreachable(url, error) from error
    finally:
        await redis.aclose()
    return StoreFacts(
        version=str(info["redis_version"]),
        product=f"Valkey {info['valkey_version']}" if "valkey_version" in info else "Redis",
        role=str(info.get("role", "master")),
        policy=policy,
        aof=bool(info.get("aof_enabled", 0)),
        aof_status=str(info.get("aof_last_write_status", "ok")),
        memory_bytes=int(info.get("used_memory", 0)),
        memory_max_bytes=int(info.get("maxmemory", 0)),
        memory_system_bytes=int(info.get("total_system_memory", 0)),
        skew_ms=round(int(seconds) * 1000 + int(micros) / 1000 - began_ms - way_ms),
    )


async def _eviction(redis: Any, info: Mapping[str, Any]) -> str:
    told = info.get("maxmemory_policy")
    if told is None:
        try:
            told = (await redis.config_get("maxmemory-policy")).get("maxmemory-policy", "unknown")
        except ResponseError:
            told = "unknown"
    return str(told)


def shown(url: str) -> str:
    """The address without a password."""
    return url.rpartition("@")[2].removeprefix("redis://").removeprefix("rediss://")


def unreachable(url: str, error: Exception) -> RedisUnreachable:
    """The error for a Redis that does not answer."""
    if isinstance(error, AuthenticationError):
        return RedisUnreachable(
            f"Redis at {shown(url)} wants another name or password: give it in HOTLEAD_REDIS,"
            " redis://NAME:PASSWORD@HOST:PORT/0"
        )
    return RedisUnreachable(
        f"no Redis answers at {shown(url)}: start one, or name its address in HOTLEAD_REDIS"
    )


def judge_store(facts: StoreFacts) -> list[Check]:
    """A check for each property."""
    return [
        judge_version(facts.version, facts.product),
        judge_role(facts.role),
        judge_eviction(facts.policy),
        judge_persistence(aof=facts.aof, status=facts.aof_status),
        judge_memory(facts.memory_bytes, facts.memory_max_bytes, facts.memory_system_bytes),
        judge_clock(facts.skew_ms),
    ]


def must_hold(facts: StoreFacts) -> list[Check]:
    """The checks without which no state may be kept there."""
    return [
        judge_version(facts.version, facts.product),
        judge_role(facts.role),
        judge_eviction(facts.policy),
    ]


def judge_version(version: str, product: str) -> Check:
    """7.0 or newer."""
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    found = version if product == "Redis" else f"{product}, as Redis {version}"
    if numbers < VERSION_MIN:
        return bad(
            "Redis version",
            f"Redis is {found}, and 7.0 is the oldest that will do",
            "upgrade to Redis 7 or Valkey, or name another in HOTLEAD_REDIS",
        )
    return ok("Redis version", found)


def judge_role(role: str) -> Check:
    """A primary: a replica takes no writes."""
    if role != "master":
        return bad(
            "Redis role", f"Redis is a {role} and takes no writes", "name its primary instead"
        )
    return ok("Redis role", "primary")


def judge_eviction(policy: str) -> Check:
    """State is never evicted."""
    mend = "run `redis-cli config set maxmemory-policy noeviction`, and set it in redis.conf"
    if policy == "unknown":
        return warn("Redis eviction", "Redis does not tell its maxmemory-policy", mend)
    if policy != NO_EVICTION:
        return bad(
            "Redis eviction", f"Redis evicts keys when it is full (maxmemory-policy {policy})", mend
        )
    return ok("Redis eviction", NO_EVICTION)


def judge_persistence(*, aof: bool, status: str) -> Check:
    """An append-only file that is written."""
    if not aof:
        return warn(
            "Redis persistence",
            "no append-only file: after a restart all state is folded from the journal anew",
            "run `redis-cli config set appendonly yes`, and set it in redis.conf",
        )
    if status != "ok":
        return bad(
            "Redis persistence",
            f"the last write of the append-only file failed ({status})",
            "see Redis's log; make room on its disk",
        )
    return ok("Redis persistence", "append-only file")


def judge_memory(used: int, most: int, system: int) -> Check:
    """Used memory against maxmemory, or the machine's without one."""
    limit, of = (most, "maxmemory") if most else (system, "the machine's memory")
    text = f"{used / MIB:.0f} MiB used"
    if not limit:
        return ok("Redis memory", text)
    text += f" of {limit / MIB:.0f} MiB ({of})"
    mend = "give it more memory: when it is full it refuses writes, and leads wait in Kafka"
    if used >= MEMORY_BAD * limit:
        return bad("Redis memory", text, mend)
    if used >= MEMORY_WARN * limit:
        return warn("Redis memory", text, mend)
    return ok("Redis memory", text)


def judge_clock(skew_ms: int) -> Check:
    """Redis's clock against this machine's."""
    text = f"Redis's clock is {abs(skew_ms) / 1000:.3f} s {'ahead' if skew_ms > 0 else 'behind'}"
    mend = "keep both machines in step with NTP; timers go by Redis's clock"
    if abs(skew_ms) > SKEW_BAD_MS:
        return bad("clock", text, mend)
    if abs(skew_ms) > SKEW_WARN_MS:
        return warn("clock", text, mend)
    return ok("clock", text)
