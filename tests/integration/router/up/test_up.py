"""`hotlead up` from end to end: a lead reaches a rep, Ctrl-C leaves nothing, kill -9 is mended."""

import asyncio
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from hotlead.router.embedded.child import Child
from hotlead.router.up.home import Home
from hotlead.router.up.leftovers import note
from tests.integration.processes import Process
from tests.integration.router.up.conftest import Start
from tests.integration.router.up.descendants import descendants, living

READY_S = 90.0
ALL = {"gateway", "kafka", "redis", "worker"}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


async def addresses(up: Process) -> dict[str, Any]:
    """What it tells programs when it is ready."""
    found: dict[str, Any] = orjson.loads((await up.await_line(r"^(\{.*\})$", READY_S))[1])
    return found


async def assigned(client: httpx.AsyncClient, rep: str) -> list[dict[str, Any]]:
    """The rep's live assignments, once there are any."""
    deadline = time.monotonic() + 20.0
    while True:
        found = (await client.get(f"/v1/reps/{rep}/assignments")).json()["assignments"]
        if found or time.monotonic() > deadline:
            return list(found)
        await asyncio.sleep(0.05)


async def all_ended(pids: set[int]) -> None:
    deadline = time.monotonic() + 10.0
    while living(pids):
        assert time.monotonic() < deadline, f"{living(pids)} outlived it"
        await asyncio.sleep(0.05)


async def run_shell(line: str, place: Path) -> str:
    shell = await asyncio.create_subprocess_shell(line, stdout=asyncio.subprocess.PIPE, cwd=place)
    out, _ = await shell.communicate()
    return out.decode()


async def test_a_lead_reaches_the_phone_that_logged_in(start: Start, place: Path) -> None:
    up = await start("up", "--port", "0")
    await up.await_line("^Ctrl-C stops all and forgets everything", READY_S)
    text = up.output
    base = re.search(r"^gateway +(\S+)$", text, re.MULTILINE)
    code = re.search(r"in a browser on this machine:\n  \S+/rep#code=(\S+)$", text, re.MULTILINE)
    curl = re.search(r"^Capture a lead:\n((?s:.*?))\n\n", text, re.MULTILINE)
    assert base
    assert code
    assert curl
    assert "█" not in text
    assert "Only this machine reaches it" in text
    children = descendants(up.pid)
    assert len(living(children)) == len(ALL)
    async with httpx.AsyncClient(base_url=base[1], trust_env=False) as phone:
        assert (await phone.post("/v1/sessions", json={"code": code[1]})).status_code == 200
        idle = await phone.put("/v1/reps/demo/presence", json={"presence": "idle"})
        assert idle.status_code == 200, idle.text
        answer = await run_shell(curl[1].replace("curl ", "curl -s --noproxy '*' "), place)
        assert orjson.loads(answer)["accepted"] == 1
        (assignment,) = await assigned(phone, "demo")
        assert assignment["lead"]
        assert not re.search(r"138\d{8}", str(assignment))
        # Signed with the secret of the gateway that runs here, which nobody has to pass on.
        again = await start("login-code", "demo")
        assert await again.wait() == 0, again.output
        said, another = again.output.split("\n", 1)
        assert said.startswith("with the settings of the `hotlead up` that runs here")
        answered = await phone.post("/v1/sessions", json={"code": another.strip()})
        assert answered.status_code == 200, answered.text
    doctor = await start("doctor", "--json")
    assert await doctor.wait() == 0, doctor.output
    os.kill(up.pid, signal.SIGINT)
    assert await up.wait(60) == 0, up.output
    assert "stopping gateway, worker, Redis and Kafka\nstopped\n" in up.output
    assert living(children) == set()
    assert list((place / ".hotlead/up/pids").iterdir()) == []
    assert not (place / ".hotlead/up/env").exists()


async def test_open_to_the_network_with_tokens(start: Start, place: Path) -> None:
    env = {"HOTLEAD_HOST": "0.0.0.0", "HOTLEAD_TOKENS": "short-video=sixteen-or-longer"}  # noqa: S104
    up = await start("up", "--port", "0", env=env)
    await up.await_line("^Ctrl-C stops all and forgets everything", READY_S)
    text = up.output
    link = re.search(r"with this link or QR code:\n  (http\S+)/rep#code=(\S+)$", text, re.MULTILINE)
    curl = re.search(r"^Capture a lead:\n((?s:.*?))\n\n", text, re.MULTILINE)
    assert link
    assert curl
    assert "█" in text
    assert "Only this machine" not in text
    assert "sixteen-or-longer" not in text
    async with httpx.AsyncClient(base_url=link[1], trust_env=False) as phone:
        assert (await phone.post("/v1/sessions", json={"code": link[2]})).status_code == 200
        refused = await phone.post("/v1/captures/short-video", json={})
        assert refused.status_code == 401
    answer = await run_shell(curl[1].replace("curl ", "curl -s --noproxy '*' "), place)
    assert orjson.loads(answer)["accepted"] == 1, answer
    assert await up.terminate(60) == 0, up.output


async def test_after_kill_9_the_next_one_works(start: Start, place: Path) -> None:
    first = await start("up", "--port", "0", "--json")
    await addresses(first)
    noted = {file.name: int(file.read_text().split()[0]) for file in _pids(place)}
    assert noted.keys() == ALL
    first.kill()
    await all_ended(set(noted.values()))
    # As where the kernel ends no orphans.
    orphan = Child("orphan", [sys.executable, "-c", "import time; time.sleep(99)"], place / "log")
    note(Home(place / ".hotlead"), "gateway", orphan.pid)
    again = await start("up", "--port", "0", "--json")
    told = await addresses(again)
    assert "ended what an earlier run left: gateway\n" in again.output
    assert orphan.wait(5.0) < 0
    assert told["kafka"]["keeps"] is False
    # A second one in the same directory is refused, and the first goes on.
    second = await start("up", "--port", "0")
    assert await second.wait() == 1
    assert f"another `hotlead up` (process {again.pid}) runs in this directory" in second.output
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(told["gateway"] + "/healthz")).status_code == 200
    # A worker that dies is started anew.
    worker = int((place / ".hotlead/up/pids/worker").read_text().split()[0])
    os.kill(worker, signal.SIGKILL)
    await again.await_line(r"^the worker ended \(signal 9\); it is started anew in 0.5 s$")
    children = descendants(again.pid)
    assert await again.terminate(60) == 0, again.output
    assert living(children) == set()


def _pids(place: Path) -> list[Path]:
    return sorted((place / ".hotlead/up/pids").iterdir())
