"""The README's blocks, pasted: a fresh `hotlead up`, its port, and what they send arrives."""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from hotlead.router.embedded import apache
from hotlead.router.settings import ENV_PREFIX
from tests.integration.processes import Processes
from tests.integration.router.up.conftest import LIGHT, RUN, own_port
from tests.integration.servers import in_ci
from tests.unit.test_docs import ROOT
from tests.unit.test_docs_commands import GATEWAY, hotlead_lines, pythons

README: Final = ROOT / "README.md"
READY_S: Final = 90.0
ARRIVES_S: Final = 20.0
SOURCE_ENV: Final = "set -a; . .hotlead/up/env; set +a\n"
# Tansu does not understand what kcat asks it first.
KCAT_LACKS: Final = (
    "kcat is not installed: apt-get has it" if shutil.which("kcat") is None else apache.missing()
)
LOGIN: Final = f"""
code=$(hotlead login-code supervisor --supervisor)
curl -c jar.txt --json "{{\\"code\\": \\"$code\\"}}" {GATEWAY}/v1/sessions
"""
CURLRC: Final = "fail\nsilent\nshow-error\n"


@dataclass(frozen=True, slots=True)
class Terminal:
    """A shell beside a `hotlead up`, in its directory, its environment of Python activated."""

    place: Path
    gateway: str
    env: dict[str, str]

    def paste(self, block: str) -> str:
        """What it prints; AssertionError when it fails."""
        text = block.replace(GATEWAY, self.gateway)
        command = ["sh", "-ec", text]
        done = subprocess.run(
            command, cwd=self.place, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        return done.stdout

    def python(self, snippet: str) -> str:
        """The same of Python, as in a shell that has the settings of the run."""
        text = snippet.replace(GATEWAY, self.gateway)
        return self.paste(f"{SOURCE_ENV}{shlex.quote(sys.executable)} -c {shlex.quote(text)}")

    def lead_of(self, event_id: str) -> str:
        """The lead that a capture became."""
        deadline = time.monotonic() + ARRIVES_S
        while True:
            path = f"/v1/captures/web-form/{event_id}"
            found = self.paste(f"curl -b jar.txt {GATEWAY}{path} || true")
            if found:
                return str(json.loads(found)["lead"])
            assert time.monotonic() < deadline, f"{event_id} did not become a lead"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    place = tmp_path_factory.mktemp("place")
    (place / ".curlrc").write_text(CURLRC)
    env = {name: value for name, value in os.environ.items() if not name.startswith(ENV_PREFIX)}
    env |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}",
        "CURL_HOME": str(place),
        "no_proxy": "*",
    }

    light = own_port() | (LIGHT if KCAT_LACKS else {})

    async def started(processes: Processes) -> str:
        up = await processes.start("-c", RUN, str(place), "up", "--port", "0", env=light)
        await up.await_line("^Ctrl-C stops all", READY_S)
        return (await up.await_line(r"^gateway +(\S+)$"))[1]

    with Processes(tmp_path_factory.mktemp("logs")) as processes:
        opened = Terminal(place, asyncio.run(started(processes)), env)
        opened.paste(LOGIN)
        yield opened


def fenced(starts: str) -> list[str]:
    """The README's shell blocks in which a line begins so."""
    blocks = re.findall(r"^```sh\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [one for one in blocks if re.search(rf"^{starts}", one, re.MULTILINE)]


def score(terminal: Terminal, lead: str) -> float:
    """Its score, once its signals have come by their own topic."""
    deadline = time.monotonic() + ARRIVES_S
    while True:
        parts = json.loads(terminal.paste(f"hotlead explain {lead} --json"))["lead"]["parts"]
        if parts["heat"] == 85 or time.monotonic() > deadline:
            return float(parts["score"])


def test_what_the_readme_sends_arrives(terminal: Terminal) -> None:
    recipe, form = fenced("curl ")
    found = re.search(r'"(hot-\d+)"', terminal.paste(recipe))
    assert found
    assert json.loads(terminal.paste(form))["accepted"] == 1
    by_http, by_kafka = pythons("README.md")
    assert terminal.python(by_http).strip() == "202"
    terminal.python(by_kafka)
    hot, *others = (terminal.lead_of(one) for one in (found[1], "wf-1", "wf-2", "wf-4"))
    assert len({hot, *others}) == 4
    assert score(terminal, hot) > 72
    commands = [
        words
        for words in hotlead_lines(README)
        if words[0] in {"doctor", "explain", "audit", "dead-letters"}
    ]
    assert len(commands) == 5
    for words in commands:
        line = shlex.join(["hotlead", *(hot if word == "LEAD" else word for word in words)])
        assert terminal.paste(line)


@pytest.mark.skipif(KCAT_LACKS is not None and not in_ci(), reason=str(KCAT_LACKS))
def test_what_kcat_sends_arrives(terminal: Terminal) -> None:
    [block] = fenced("set -a")
    terminal.paste(block)
    assert terminal.lead_of("wf-3")
