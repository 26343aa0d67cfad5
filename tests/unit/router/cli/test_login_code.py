"""`hotlead login-code`: whom it makes no code for, and the code, the link and its QR code."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from hotlead.router.cli import run
from hotlead.router.gateway.sessions import Sessions
from hotlead.router.settings import ENV_PREFIX
from hotlead.router.up.home import home_here, write_private
from tests.unit.router.cli.gateway_double import SECRET, GatewayDouble, stand_in

LAN = {"HOTLEAD_HOST": "192.0.2.7", "HOTLEAD_PORT": "8081"}


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> GatewayDouble:
    """One with the rep kim, and its secret in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(ENV_PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOTLEAD_SECRET", SECRET)
    double = GatewayDouble()
    stand_in(monkeypatch, double)
    return double


def person(id_: str, role: str = "supervisor", *, active: bool = True) -> dict[str, Any]:
    return {"id": id_, "role": role, "active": active}


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What it says when it makes no code."""
    assert run(["login-code", *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("hotlead: ")
    return err.removeprefix("hotlead: ").rstrip()


@pytest.mark.usefixtures("gateway")
def test_elsewhere_than_at_a_terminal_the_code_stands_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["login-code", "kim"]) == 0
    out, err = capsys.readouterr()
    assert re.fullmatch(r"[\w.-]{60,}\n", out)
    assert err == ""


def test_without_the_gateways_secret_there_is_no_code(
    gateway: GatewayDouble, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOTLEAD_SECRET")
    assert refusal(capsys, "kim") == (
        "a code must be signed with the gateway's secret, and none is known here: run it in the"
        f" directory where `hotlead up` or the gateway runs ({Path.cwd()} is none), or set"
        " HOTLEAD_SECRET as the gateway has it"
    )
    assert gateway.asked == []


@pytest.mark.usefixtures("gateway")
def test_the_secret_that_a_gateway_made_here_signs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOTLEAD_SECRET")
    home_here().root.mkdir()
    write_private(home_here().secrets, f"HOTLEAD_SECRET={SECRET}\n")
    assert run(["login-code", "kim"]) == 0
    code, _ = capsys.readouterr()
    assert Sessions(SECRET).read_code(code.strip()).id == "kim"


@pytest.mark.usefixtures("gateway")
def test_of_another_installation_there_is_no_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLEAD_SECRET", "a secret of another gateway")
    assert refusal(capsys, "kim") == (
        "the gateway at http://127.0.0.1:8080 has another HOTLEAD_SECRET, so the code would let"
        " nobody in: give this command the gateway's, or run it in the directory of its"
        " `hotlead up`"
    )


def test_without_a_gateway_there_is_no_code(
    gateway: GatewayDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.away = "http"
    assert refusal(capsys, "kim", "--gateway", "https://leads.example.com") == (
        "no gateway answers at https://leads.example.com or http://127.0.0.1:8080, and only it"
        " knows who is registered: start it, or name its address with --gateway or HOTLEAD_PORT"
    )


@pytest.mark.usefixtures("gateway")
def test_a_rep_who_is_not_registered_gets_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, "张三") == (
        "tenant main has no rep 张三: a supervisor adds them on the board (Team), or with"
        " PUT /v1/reps/%E5%BC%A0%E4%B8%89; then ask for the code again"
    )


@pytest.mark.usefixtures("gateway")
def test_of_a_tenant_that_is_none_there_is_no_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["login-code", "kim", "--tenant", "mian"]) == 2
    assert "--tenant mian is none of HOTLEAD_TENANTS: main" in capsys.readouterr().err


def test_the_first_supervisor_is_registered_and_told(
    gateway: GatewayDouble, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.staff = [person("wu", "viewer"), person("old", active=False)]
    assert run(["login-code", "lin", "--supervisor", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == "registered lin as the first supervisor of tenant main\n"
    code = Sessions(SECRET).read_code(orjson.loads(out)["code"])
    assert (code.role, code.tenant, code.id) == ("supervisor", "main", "lin")
    assert gateway.staff[-1] == person("lin")
    # Once there: only a code. And nobody else comes in that way.
    assert run(["login-code", "lin", "--supervisor"]) == 0
    assert capsys.readouterr().err == ""
    assert refusal(capsys, "kai", "--supervisor") == (
        "tenant main has no supervisor kai, and has others (lin): one of the supervisors changes"
        " that on the board (Team)"
    )
    assert len(gateway.staff) == 3


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (person("wu", "viewer"), "wu is a viewer, no supervisor"),
        (person("wu", active=False), "wu is not active any more"),
    ],
)
def test_who_may_not_act_gets_no_supervisors_code(
    gateway: GatewayDouble, capsys: pytest.CaptureFixture[str], who: dict[str, Any], why: str
) -> None:
    gateway.staff = [who, person("lin")]
    assert refusal(capsys, "wu", "--supervisor") == (
        f"{why}: one of the supervisors changes that on the board (Team)"
    )


def test_at_a_terminal_the_link_comes_with_it(
    gateway: GatewayDouble, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for name, value in LAN.items():
        monkeypatch.setenv(name, value)
    assert run(["login-code", "kim"]) == 0
    out = capsys.readouterr().out
    code = out.splitlines()[0]
    assert f"with this link or QR code:\n  http://192.0.2.7:8081/rep#code={code}\n" in out
    assert "█" in out
    assert gateway.asked[-1] == "GET http://192.0.2.7:8081/v1/reps/kim"


def test_a_camera_is_no_help_on_loopback(
    gateway: GatewayDouble, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.staff = [person("lin")]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["login-code", "lin", "--supervisor"]) == 0
    out = capsys.readouterr().out
    assert "in a browser on this machine:\n  http://127.0.0.1:8080/board#code=" in out
    assert "█" not in out


@pytest.mark.parametrize("away", ["nowhere", "leads.example.com"])
def test_a_gateway_behind_a_proxy_is_named(
    gateway: GatewayDouble, capsys: pytest.CaptureFixture[str], away: str
) -> None:
    # A container may not reach its own public name, and asks itself then.
    gateway.away = away
    assert run(["login-code", "kim", "--json", "--gateway", "https://leads.example.com/"]) == 0
    told = orjson.loads(capsys.readouterr().out)
    assert told["link"] == f"https://leads.example.com/rep#code={told['code']}"
    asked = "https://leads.example.com" if away == "nowhere" else "http://127.0.0.1:8080"
    assert gateway.asked[-1] == f"GET {asked}/v1/reps/kim"
    assert run(["login-code", "kim", "--gateway", "leads.example.com"]) == 2
    assert "--gateway is a URL" in capsys.readouterr().err
