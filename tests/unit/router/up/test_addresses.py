"""What `up` prints: lines that can be pasted, again and again."""

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from hotlead.router.cli.up import show
from hotlead.router.rules.identity import normalise_phone
from hotlead.router.up.addresses import Addresses
from hotlead.router.up.home import HOME, Home, write_env
from hotlead.router.up.servers import NamedServer, Servers
from hotlead.topics.captures import Capture

# It answers what it was told to send, and `date` gives what the test wants.
SHELL = """
curl() {{
  while [ "$1" != -d ]; do case $1 in Authorization*) echo "$1" >&2;; esac; shift; done
  printf %s "$2"
}}
date() {{ echo {now}; }}
{line}
"""


@pytest.fixture
def told() -> Addresses:
    kafka = NamedServer("127.0.0.1:9092")
    redis = NamedServer("redis://127.0.0.1:6379/0")
    return Addresses(
        servers=Servers(kafka, redis, {}),
        gateway="http://127.0.0.1:8080",
        local="http://127.0.0.1:8080",
        worker_metrics="http://127.0.0.1:9101/metrics",
        gateway_metrics="http://127.0.0.1:8080/metrics",
        rep="demo",
        rep_code="CODE",
        supervisor="supervisor",
        supervisor_code="BOARD",
        channel="web-form",
        tenant="main",
        with_token=False,
        host="127.0.0.1",
        port=8080,
    )


def pasted(line: str, now: int, place: Path) -> tuple[Capture, str]:
    """What the line sends at a second, and its header of the source."""
    script = SHELL.format(now=now, line=line)
    done = subprocess.run(["sh", "-c", script], cwd=place, capture_output=True, check=True)
    return Capture.model_validate(json.loads(done.stdout)), done.stderr.decode().strip()


def test_a_second_paste_is_another_person(told: Addresses, tmp_path: Path) -> None:
    first, second = (pasted(told.curl, now, tmp_path)[0] for now in (1_800_000_000, 1_800_000_001))
    assert first.event_id != second.event_id
    assert first.contact.phone != second.contact.phone


# Every first digit of the eight, and round numbers: for a hundred years no zero is lost.
@pytest.mark.parametrize("now", [1_800_000_000, *range(1_790_000_123, 1_890_000_123, 9_876_543)])
def test_the_number_is_always_one_that_an_operator_gives_out(
    told: Addresses, tmp_path: Path, now: int
) -> None:
    phone = pasted(told.curl, now, tmp_path)[0].contact.phone
    assert phone is not None
    assert normalise_phone(phone, test=False) == f"+86138{now % 10**8:08}"


def test_the_line_finds_its_token(told: Addresses, tmp_path: Path) -> None:
    home = Home(tmp_path / HOME)
    home.up.mkdir(parents=True)
    tokens = "signals=not-this-one-but-that,web-form=sixteen-or-longer,all=another-of-sixteen"
    write_env(home, {"HOTLEAD_TOKENS": tokens})
    line = replace(told, with_token=True).curl
    assert "sixteen-or-longer" not in line
    _, header = pasted(line, 1_800_000_000, tmp_path)
    assert header == "Authorization: Bearer sixteen-or-longer"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_on_loopback_there_is_no_code_for_a_camera(
    told: Addresses, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    show(replace(told, host=host))
    out = capsys.readouterr().out
    assert "in a browser on this machine:\n  http://127.0.0.1:8080/rep#code=CODE\n" in out
    assert "█" not in out
    assert re.search(r"HOTLEAD_HOST=0.0.0.0 HOTLEAD_TOKENS=all=\S{20,} \S+ up --port 8080\n", out)


def test_in_the_network_a_phone_takes_the_link_from_a_camera(
    told: Addresses, capsys: pytest.CaptureFixture[str]
) -> None:
    show(replace(told, host="0.0.0.0", gateway="http://192.0.2.7:8080"))  # noqa: S104
    out = capsys.readouterr().out
    assert "with this link or QR code:\n  http://192.0.2.7:8080/rep#code=CODE\n" in out
    assert "█" in out
    assert "HOTLEAD_HOST" not in out


def test_with_reps_of_their_own_it_names_the_command(
    told: Addresses, capsys: pytest.CaptureFixture[str]
) -> None:
    show(replace(told, rep=None, rep_code=None))
    out = capsys.readouterr().out
    assert re.search(r"^  \S+ login-code REP$", out, re.MULTILINE)
    assert re.search(r"^  \S+ login-code supervisor --supervisor$", out, re.MULTILINE)


def test_with_supervisors_of_their_own_there_is_no_link_to_the_board(
    told: Addresses, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told.as_json()["codes"]["supervisor"] == {"id": "supervisor", "code": "BOARD"}
    theirs = replace(told, supervisor=None, supervisor_code=None)
    assert theirs.as_json()["codes"]["supervisor"] is None
    show(theirs)
    out = capsys.readouterr().out
    assert "/board#code" not in out
    assert re.search(r"^  \S+ login-code NAME --supervisor$", out, re.MULTILINE)
