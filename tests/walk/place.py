"""A newcomer's machine: an environment without hotlead, a Kafka and a Redis of their own."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from hotlead.router.embedded.ports import is_free, pick
from hotlead.router.embedded.running import Running
from hotlead.router.embedded.stores import run_valkey
from hotlead.router.embedded.tansu import run_tansu
from hotlead.router.gateway.sessions import Sessions
from hotlead.router.settings import ENV_PREFIX, Settings
from hotlead.topics.captures import DEFAULT_TENANT
from tests.browser.site import until

#: As the pages write them.
GATEWAY: Final = "127.0.0.1:8080"
OWN_KAFKA: Final = "127.0.0.1:9092"
OWN_REDIS: Final = "redis://127.0.0.1:6379/0"
PORT: Final = 8080
# A refusal is a failure, and said.
CURLRC: Final = "fail\nsilent\nshow-error\n"


@dataclass(frozen=True, slots=True)
class Own:
    """The Kafka and the Redis that they run by themselves."""

    kafka: Running
    redis: Running


@contextmanager
def own_servers() -> Iterator[Own]:
    """Both, empty."""
    with run_tansu() as kafka, run_valkey() as redis:
        yield Own(kafka, redis)


def free_gateway() -> int:
    """The port that the pages name, or another when something of this machine has it."""
    return PORT if is_free(PORT) else pick(0, "gateway")


def environment(tools: Path, port: int) -> dict[str, str]:
    """Ours, without what makes `hotlead` a command already; `tools` come first on the path."""
    (tools / ".curlrc").write_text(CURLRC)
    ours = str(Path(sys.prefix) / "bin")
    path = [one for one in os.environ["PATH"].split(os.pathsep) if one != ours]
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(ENV_PREFIX) and name not in {"VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL"}
    }
    return {
        **kept,
        "PATH": os.pathsep.join([str(tools), *path]),
        "CURL_HOME": str(tools),
        # What it prints is read up to our own prompt.
        "VIRTUAL_ENV_DISABLE_PROMPT": "1",
        "no_proxy": "127.0.0.1,localhost",
        **({"HOTLEAD_PORT": str(port)} if port != PORT else {}),
    }


def addresses_here(own: Own, port: int) -> Mapping[str, str]:
    """What stands for the addresses of the pages."""
    return {
        OWN_KAFKA: own.kafka.address,
        OWN_REDIS: own.redis.url,
        GATEWAY: f"127.0.0.1:{port}",
    }


async def a_lead(port: int, place: Path) -> str:
    """The id of a lead that is there.

    It is asked for with each secret that the gateway may have: that of nobody's, and the one that
    `hotlead up` made in `place`, which a terminal has that read its settings.
    """
    made = re.findall(
        r"^HOTLEAD_SECRET=(\S+)", (place / ".hotlead/secrets").read_text(), re.MULTILINE
    )
    tokens = [
        Sessions(secret).open_for_command(DEFAULT_TENANT) for secret in (Settings().secret, *made)
    ]
    event = {"event_id": "walk-1", "contact": {"phone": "13800138099"}}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        await until(lambda: _posted(http, event), "the gateway takes no capture")
        return str(await until(lambda: _lead_of(http, tokens), "the capture became no lead"))


async def _posted(http: httpx.AsyncClient, event: object) -> bool:
    answer = await http.post("/v1/captures/web-form", json=event)
    return answer.status_code == httpx.codes.ACCEPTED


async def _lead_of(http: httpx.AsyncClient, tokens: list[str]) -> str | None:
    for token in tokens:
        headers = {"authorization": f"Bearer {token}"}
        answer = await http.get("/v1/captures/web-form/walk-1", headers=headers)
        if answer.status_code == httpx.codes.OK:
            return str(answer.json()["lead"])
    return None
