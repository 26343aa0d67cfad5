"""`hotlead login-code` beside an `up`: for whom there is a code, and where it is asked for."""

import re
from pathlib import Path
from urllib.parse import quote

import httpx
import orjson

from hotlead.router.kafka.topic_contents import read_all
from hotlead.topics import streams
from tests.integration.processes import Process, Processes
from tests.integration.router.up.conftest import LIGHT, RUN, Start

JOURNAL = f"hotlead.{streams.JOURNAL}"
READY_S = 90.0
IDS = ("张三", "O'Brien")


async def says(process: Process) -> str:
    """What it says once it ended, without the line that names the installation."""
    await process.wait()
    lines = process.output.splitlines()
    return "\n".join(line for line in lines if not line.startswith("with the settings of"))


async def session(gateway: httpx.AsyncClient, code: str) -> None:
    """Logs the client in, by cookie as a browser is."""
    answered = await gateway.post("/v1/sessions", json={"code": code})
    assert answered.status_code == 200, answered.text


async def test_who_gets_a_login_code(start: Start, processes: Processes, tmp_path: Path) -> None:
    up = await start("up", "--port", "0", "--json", env={"HOTLEAD_TENANTS": "main,other"})
    told = orjson.loads((await up.await_line(r"^(\{.*\})$", READY_S))[1])
    gateway = told["gateway"]

    outside = await processes.start("-c", RUN, str(tmp_path), "login-code", "demo", env=LIGHT)
    assert (await says(outside)).startswith("hotlead: a code must be signed with the gateway's")
    unknown = await start("login-code", "nobody")
    assert (await says(unknown)).startswith("hotlead: tenant main has no rep nobody: ")

    # `up` registered the first supervisor of the first tenant, so no other comes in that way.
    second = await start("login-code", "lin", "--supervisor")
    assert "has others (supervisor)" in await says(second)
    first = await start("login-code", "lin", "--supervisor", "--tenant", "other")
    registered, code = (await says(first)).splitlines()
    assert registered == "registered lin as the first supervisor of tenant other"
    async with httpx.AsyncClient(base_url=gateway, trust_env=False) as lin:
        await session(lin, code)
        (member,) = (await lin.get("/v1/staff")).json()["staff"]
        assert (member["id"], member["role"], member["active"]) == ("lin", "supervisor", True)
        second = await start("login-code", "kai", "--supervisor", "--tenant", "other")
        assert "has others (lin)" in await says(second)

    journal = [record.value or b"" async for record in read_all(told["kafka"]["address"], JOURNAL)]
    made = [entry for entry in journal if b'"staff_registered"' in entry]
    assert len(made) == 2
    assert all(b'"command-line"' in entry for entry in made)

    async with httpx.AsyncClient(base_url=gateway, trust_env=False) as board:
        await session(board, told["codes"]["supervisor"]["code"])
        for rep in IDS:
            put = await board.put(f"/v1/reps/{quote(rep, safe='')}", json={"pools": ["main"]})
            assert put.status_code == 200, put.text
            code = await says(await start("login-code", rep))
            assert re.fullmatch(r"[\w.-]{60,}", code), code
            async with httpx.AsyncClient(base_url=gateway, trust_env=False) as phone:
                await session(phone, code)
                assert (await phone.get("/v1/sessions")).json()["id"] == rep
                mine = f"/v1/reps/{quote(rep, safe='')}"
                idle = await phone.put(f"{mine}/presence", json={"presence": "idle"})
                assert idle.status_code == 200, idle.text
    assert await up.terminate(60) == 0, up.output
