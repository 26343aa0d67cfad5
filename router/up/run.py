"""An `up` from its start to its end: the one place where its steps are put in order."""

import asyncio
import sys
from collections.abc import Coroutine, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from time import sleep
from typing import Any, Final, Protocol, TypeVar

import httpx

from hotlead.router.doctor.store import look_at_store, must_hold
from hotlead.router.errors import PartEnded, PolicyTaken, RedisUnfit, TopicsDiffer
from hotlead.router.gateway.sessions import (
    ALL_SOURCES,
    SourceTokens,
    check_exposure,
    is_loopback,
    login_code,
)
from hotlead.router.policies import PolicyBook
from hotlead.router.policy_activation import IN_FORCE, publish_policy
from hotlead.router.rules.policy import Policy
from hotlead.router.settings import Settings, read_settings
from hotlead.router.topics_apply import apply_topics
from hotlead.router.up.addresses import Addresses
from hotlead.router.up.first_rep import SUPERVISOR, first_rep
from hotlead.router.up.home import Home, locked, write_env
from hotlead.router.up.leftovers import end_left_over, left_over
from hotlead.router.up.links import url_of
from hotlead.router.up.listening import ANY, check_free, free_port, reached_by
from hotlead.router.up.parts import Part, PartSpec
from hotlead.router.up.secrets import with_secrets
from hotlead.router.up.servers import Servers, run_servers
from hotlead.router.up.signals import stoppable
from hotlead.topics.streams import POLICIES

LOOK_S: Final = 0.1
PROBE_S: Final = 3.0
POLICY_S: Final = 15.0
WORKER_STOP_S: Final = 45.0
GATEWAY_STOP_S: Final = 15.0
METRICS_PORT: Final = 9101

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: a port (0 for any free one), and a policy to be in force."""

    port: int | None = None
    policy: Policy | None = None


class Watcher(Protocol):
    """Is told how it goes."""

    def stage(self, text: str) -> None:
        """What happens now."""

    def ready(self, addresses: Addresses) -> None:
        """All serves; called once."""


@dataclass(frozen=True, slots=True)
class _Ports:
    """Of this run, none of them in use when it began."""

    gateway: int
    worker_metrics: int
    gateway_metrics: int


def run_up(order: Order, environ: Mapping[str, str], home: Home, watcher: Watcher) -> None:
    """Runs until Ctrl-C or SIGTERM; nothing that it started is left when it returns or raises.

    Raises AlreadyUp, BadSetting, PortInUse, BinaryMissing, StartFailed, KafkaUnreachable,
    RedisUnreachable, RedisUnfit, TopicsDiffer, PolicyTaken, PartEnded.
    """
    try:
        with stoppable():
            _locked_run(order, environ, home, watcher)
    except KeyboardInterrupt:
        watcher.stage("stopped")


def _locked_run(order: Order, environ: Mapping[str, str], home: Home, watcher: Watcher) -> None:
    with locked(home), ExitStack() as stack:
        for name in end_left_over(home):
            watcher.stage(f"ended what an earlier run left: {name}")
        stack.callback(left_over, home)
        env = with_secrets(home, environ)
        env.setdefault("HOTLEAD_READ_STORE", str(home.read_store))
        if order.port is not None:
            env["HOTLEAD_PORT"] = str(order.port)
        asked = read_settings(env)
        check_exposure(asked)
        SourceTokens(asked)
        ports = _ports(asked, explicit="HOTLEAD_METRICS_PORT" in environ)
        env["HOTLEAD_PORT"] = str(ports.gateway)
        watcher.stage("starting Kafka and Redis")
        servers = stack.enter_context(run_servers(home, env))
        settings = read_settings(servers.env)
        watcher.stage("making topics")
        newest = _wait(_prepare(settings, order.policy))
        told = {**servers.env, "HOTLEAD_METRICS_PORT": str(ports.worker_metrics)}
        write_env(home, {k: v for k, v in told.items() if k.startswith("HOTLEAD_")})
        stack.callback(home.env.unlink, missing_ok=True)
        watcher.stage("starting worker and gateway")
        parts = _parts(servers.env, settings, ports, home, watcher)
        for part in parts:
            stack.callback(part.stop)
            part.start()
        try:
            _until_ready(parts, servers)
            if order.policy is not None and newest != order.policy:
                newest = _publish(settings, order.policy, watcher)
            watcher.ready(_addresses(servers, settings, ports, newest))
            while True:
                _look(parts, servers)
                sleep(LOOK_S)
        except KeyboardInterrupt:
            watcher.stage("stopping gateway, worker, Redis and Kafka")
            raise


def _wait(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def _ports(asked: Settings, *, explicit: bool) -> _Ports:
    gateway = asked.port
    taken: set[int] = set()
    if gateway:
        check_free(asked.host, gateway, "the gateway", "ask for another with --port")
        taken.add(gateway)
    else:
        gateway = free_port(0, "the gateway", taken)
    worker = asked.metrics_port
    if explicit and worker:
        mend = "give another in HOTLEAD_METRICS_PORT, or leave it out"
        check_free(asked.metrics_host, worker, "the worker's metrics", mend)
        taken.add(worker)
    else:
        worker = free_port(METRICS_PORT, "the worker's metrics", taken)
    if is_loopback(asked.host):
        return _Ports(gateway, worker, gateway)
    return _Ports(gateway, worker, free_port(worker + 1, "the gateway's metrics", taken))


async def _prepare(settings: Settings, policy: Policy | None) -> Policy:
    """Looks at Redis, makes topics, and returns the policy in force."""
    facts = await look_at_store(settings.redis, settings.redis_timeout_s)
    for check in must_hold(facts):
        if check.verdict == "bad":
            raise RedisUnfit(f"{check.found}: {check.mend}")
    report = await apply_topics(settings, first_policy=policy)
    for one in report.differences:
        raise TopicsDiffer(
            f"topic {one.topic} has {one.property} {one.found}, not {one.wanted}:"
            f" {one.cannot or 'run `hotlead topics apply --fix`'}"
        )
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await book.load()
    known = book.find(policy.version) if policy is not None else None
    if known is not None and known != policy:
        raise PolicyTaken(
            f"version {known.version} is published with another content, and a version never"
            " changes: give this one a version of its own"
        )
    return book.newest()


def _publish(settings: Settings, policy: Policy, watcher: Watcher) -> Policy:
    followed = _wait(publish_policy(settings, policy, timeout_s=POLICY_S))
    behind = {shard: said for shard, said in followed.items() if said != IN_FORCE}
    watcher.stage(f"published policy {policy.version}")
    for shard, said in behind.items():
        watcher.stage(f"shard {shard}: {said}")
    return policy


def _parts(
    env: Mapping[str, str], settings: Settings, ports: _Ports, home: Home, watcher: Watcher
) -> tuple[Part, Part]:
    both = {**env, "PYTHONUNBUFFERED": "1"}
    python = sys.executable
    worker = PartSpec(
        name="worker",
        command=[python, "-m", "hotlead.agents"],
        env={**both, "HOTLEAD_METRICS_PORT": str(ports.worker_metrics)},
        ready=lambda log: "worker ready" in log,
        stop_s=WORKER_STOP_S,
    )
    gateway = PartSpec(
        name="gateway",
        command=[python, "-m", "hotlead.router.cli", "gateway"],
        env={**both, "HOTLEAD_METRICS_PORT": str(ports.gateway_metrics)},
        ready=lambda _: _answers(f"{url_of(_local(settings.host), ports.gateway)}/readyz"),
        stop_s=GATEWAY_STOP_S,
    )
    return Part(worker, home, watcher.stage), Part(gateway, home, watcher.stage)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=PROBE_S, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _look(parts: tuple[Part, ...], servers: Servers) -> None:
    for server in (servers.kafka, servers.redis):
        if server.running is not None:
            code = server.running.child.exit_code()
            if code is not None:
                raise PartEnded(str(server.running.child.failed(f"ended with code {code}")))
    for part in parts:
        part.look()


def _until_ready(parts: tuple[Part, ...], servers: Servers) -> None:
    while not all(part.ready for part in parts):
        _look(parts, servers)
        sleep(LOOK_S)


def _local(host: str) -> str:
    return "127.0.0.1" if host in ANY else host


def _open_channel(settings: Settings) -> str:
    """The first channel that a token is for; without tokens the first."""
    sources = {pair.partition("=")[0] for pair in settings.tokens}
    opened = (one for one in settings.channels if {one, ALL_SOURCES} & sources)
    return next(opened, settings.channels[0])


def _addresses(servers: Servers, settings: Settings, ports: _Ports, policy: Policy) -> Addresses:
    local = url_of(_local(settings.host), ports.gateway)
    rep = first_rep(local, settings, policy)
    tenant = settings.tenants[0]
    metrics = _local(settings.metrics_host)
    apart = ports.gateway_metrics != ports.gateway
    return Addresses(
        servers=servers,
        gateway=url_of(reached_by(settings.host), ports.gateway),
        local=local,
        worker_metrics=url_of(metrics, ports.worker_metrics) + "/metrics",
        gateway_metrics=(url_of(metrics, ports.gateway_metrics) if apart else local) + "/metrics",
        rep=rep,
        rep_code=login_code(settings, rep=rep, tenant=tenant) if rep else None,
        supervisor_code=login_code(settings, rep=SUPERVISOR, tenant=tenant, supervisor=True),
        channel=_open_channel(settings),
        tenant=tenant,
        with_token=bool(settings.tokens),
        host=settings.host,
        port=ports.gateway,
    )
