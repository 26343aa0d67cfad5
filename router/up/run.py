"""An `up` from its start to its end: the one place where its steps are put in order."""

import asyncio
import sys
from collections.abc import Coroutine, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, Final, NoReturn, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx

from hotlead.router.doctor.store import look_at_store, must_hold
from hotlead.router.errors import PartEnded, PolicyTaken, RedisUnfit, TopicsDiffer
from hotlead.router.gateway.links import url_of
from hotlead.router.gateway.listening import local_address, reached_by
from hotlead.router.gateway.sessions import (
    ALL_SOURCES,
    SourceTokens,
    check_exposure,
    login_code,
)
from hotlead.router.policy.activation import IN_FORCE, publish_policy
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.policy.lint import lint
from hotlead.router.policy.lint.warning import Known
from hotlead.router.provision.apply import apply_topics
from hotlead.router.settings import Settings, read_settings
from hotlead.router.up.addresses import Addresses
from hotlead.router.up.embedded_server import AGAIN, KafkaForgot
from hotlead.router.up.first_people import first_rep, first_supervisor
from hotlead.router.up.gateway_calls import gateway_calls
from hotlead.router.up.home import Home, locked, write_env
from hotlead.router.up.leftovers import end_left_over, left_over
from hotlead.router.up.parts import Part, PartSpec
from hotlead.router.up.ports import Ports, ports_of
from hotlead.router.up.restarts import Restarts
from hotlead.router.up.secrets import with_secrets
from hotlead.router.up.servers import Servers, run_servers
from hotlead.router.up.signals import stoppable
from hotlead.topics.streams import POLICIES

LOOK_S: Final = 0.1
PROBE_S: Final = 3.0
POLICY_S: Final = 15.0
WORKER_STOP_S: Final = 45.0
GATEWAY_STOP_S: Final = 15.0
FORGOTTEN: Final = (
    "Kafka ended ({how}), and this one keeps nothing: the leads, reps and actions of this run are"
    " gone. All of it starts anew in {pause_s:g} s; with Java 17 and the jars of deploy/kafka they"
    " would have been kept"
)

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
        """All serves; called again when all had to start anew."""


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
        known = Known(asked.channels, asked.clock.today())
        for warning in lint(order.policy, known) if order.policy else ():
            watcher.stage(f"warning: policy: {warning}")
        ports = ports_of(asked, explicit="HOTLEAD_METRICS_PORT" in environ)
        env["HOTLEAD_PORT"] = str(ports.gateway)
        restarts = Restarts()
        while True:
            began = monotonic()
            try:
                _serve(order, env, ports, home, watcher)
            except KafkaForgot as forgot:
                restarts.ended(ready=True, lived_s=monotonic() - began)
                _check_anew(forgot, env, restarts)
                watcher.stage(FORGOTTEN.format(how=forgot, pause_s=restarts.pause_s))
                sleep(restarts.pause_s)


def _serve(
    order: Order, env: Mapping[str, str], ports: Ports, home: Home, watcher: Watcher
) -> NoReturn:
    """From the start of Kafka until something ends it. Raises KafkaForgot, and as `run_up`."""
    with ExitStack() as stack:
        watcher.stage("starting Kafka and Redis")
        servers = stack.enter_context(run_servers(home, env, watcher.stage))
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
        except KafkaForgot:
            for part in parts:
                part.stop(grace_s=0)
            raise


def _check_anew(forgot: KafkaForgot, env: Mapping[str, str], restarts: Restarts) -> None:
    """Raises PartEnded when beginning anew would be wrong, or of no use."""
    named = env.get("HOTLEAD_REDIS")
    if named:
        # What a user runs is emptied by nobody but them.
        where = urlsplit(named).hostname
        raise PartEnded(
            f"Kafka ended ({forgot}), and it keeps nothing, while your Redis at {where} still holds"
            " what came of its records: empty that Redis, or give HOTLEAD_REDIS_PREFIX another"
            " name, and start `hotlead up` again; with Java 17 and the jars Kafka keeps its data"
        )
    if restarts.enough:
        raise PartEnded(f"Kafka {restarts.enough} ({forgot}); {AGAIN}")


def _wait(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


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
    env: Mapping[str, str], settings: Settings, ports: Ports, home: Home, watcher: Watcher
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
        ready=lambda _: _answers(f"{url_of(local_address(settings.host), ports.gateway)}/readyz"),
        stop_s=GATEWAY_STOP_S,
    )
    return Part(worker, home, watcher.stage), Part(gateway, home, watcher.stage)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=PROBE_S, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _look(parts: tuple[Part, ...], servers: Servers) -> None:
    # Without Kafka or Redis no part can start, which is no fault of theirs.
    if servers.look():
        for part in parts:
            part.look()


def _until_ready(parts: tuple[Part, ...], servers: Servers) -> None:
    while not all(part.ready for part in parts):
        _look(parts, servers)
        sleep(LOOK_S)


def _open_channel(settings: Settings) -> str:
    """The first channel that a token is for; without tokens the first."""
    sources = {pair.partition("=")[0] for pair in settings.tokens}
    opened = (one for one in settings.channels if {one, ALL_SOURCES} & sources)
    return next(opened, settings.channels[0])


def _addresses(servers: Servers, settings: Settings, ports: Ports, policy: Policy) -> Addresses:
    local = url_of(local_address(settings.host), ports.gateway)
    tenant = settings.tenants[0]
    with gateway_calls(local, settings.secret, tenant) as client:
        rep = first_rep(client, policy)
        supervisor = first_supervisor(client)
    metrics = local_address(settings.metrics_host)
    apart = ports.gateway_metrics != ports.gateway
    return Addresses(
        servers=servers,
        gateway=settings.public_origin or url_of(reached_by(settings.host), ports.gateway),
        local=local,
        worker_metrics=url_of(metrics, ports.worker_metrics) + "/metrics",
        gateway_metrics=(url_of(metrics, ports.gateway_metrics) if apart else local) + "/metrics",
        rep=rep,
        rep_code=login_code(settings, rep=rep, tenant=tenant) if rep else None,
        supervisor=supervisor,
        supervisor_code=login_code(settings, rep=supervisor, tenant=tenant, supervisor=True)
        if supervisor
        else None,
        channel=_open_channel(settings),
        tenant=tenant,
        with_token=bool(settings.tokens),
        host=settings.host,
        port=ports.gateway,
    )
