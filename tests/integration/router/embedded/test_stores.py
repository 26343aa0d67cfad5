"""Redis and Valkey as children: versions, settings, data kept, ports, missing programs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import redis
import redis.asyncio

from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import redis_missing, run_redis, run_valkey
from hotlead.router.errors import BinaryMissing, PortInUse, StartFailed
from tests.integration.servers import in_ci

Run = Callable[..., AbstractContextManager[Running]]


@pytest.fixture(params=[run_redis, run_valkey])
def run(request: pytest.FixtureRequest) -> Run:
    runner: Run = request.param
    if runner is run_redis and redis_missing() and not in_ci():
        pytest.skip("no redis-server")
    return runner


@pytest.fixture
def client(store: Running) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(store.url) as connected:
        yield connected


def test_reports_its_version(store: Running, client: redis.Redis) -> None:
    info: Any = client.info("server")
    assert store.version in (info["redis_version"], info.get("valkey_version"))
    assert store.version in store.log.read_text()


def test_never_evicts_and_listens_on_loopback_only(client: redis.Redis) -> None:
    settings: Any = client.config_get("maxmemory-policy", "bind")
    assert settings == {"maxmemory-policy": "noeviction", "bind": "127.0.0.1"}


async def test_each_test_meets_an_empty_store(store_client: redis.asyncio.Redis) -> None:
    assert await store_client.dbsize() == 0
    await store_client.set("left", "behind")


async def test_and_so_does_the_next(store_client: redis.asyncio.Redis) -> None:
    assert await store_client.dbsize() == 0


def test_append_only_file_outlives_a_kill(run: Run, tmp_path: Path) -> None:
    with run(tmp_path, append_only=True) as running:
        redis.Redis.from_url(running.url).set("lead", "hot")
        running.kill()
    with run(tmp_path, running.port, append_only=True) as again:
        assert redis.Redis.from_url(again.url).get("lead") == b"hot"


def test_forgets_without_one(run: Run, tmp_path: Path) -> None:
    with run(tmp_path) as running:
        redis.Redis.from_url(running.url).set("lead", "hot")
    with run(tmp_path) as again:
        assert redis.Redis.from_url(again.url).dbsize() == 0


def test_pause_is_silence_and_resume_ends_it(run: Run) -> None:
    with run() as running:
        impatient = redis.Redis.from_url(running.url, socket_timeout=0.2, retry=None)
        assert impatient.ping()
        running.pause()
        with pytest.raises(redis.TimeoutError):
            impatient.ping()
        running.resume()
        assert redis.Redis.from_url(running.url).ping()


def test_port_in_use_is_named(run: Run) -> None:
    with (
        run() as running,
        pytest.raises(PortInUse, match=f"port {running.port} for"),
        run(port=running.port),
    ):
        pass


def test_a_child_that_exits_shows_its_log(run: Run, tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").write_text("a file where a directory belongs")
    with (
        pytest.raises(StartFailed, match="exited with code 1 before it was ready"),
        run(tmp_path, append_only=True),
    ):
        pass


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(BinaryMissing, match="apt-get install redis-server"), run_redis():
        pass
