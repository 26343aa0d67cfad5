"""`hotlead login-code`: the code for programs, the link and its QR code for people."""

import re
import sys

import orjson
import pytest

from hotlead.router.cli import run

LAN = {"HOTLEAD_HOST": "192.0.2.7", "HOTLEAD_PORT": "8081"}


def test_elsewhere_than_at_a_terminal_the_code_stands_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["login-code", "kim"]) == 0
    assert re.fullmatch(r"[\w.-]{60,}\n", capsys.readouterr().out)


def test_at_a_terminal_the_link_comes_with_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for name, value in LAN.items():
        monkeypatch.setenv(name, value)
    assert run(["login-code", "kim"]) == 0
    out = capsys.readouterr().out
    code = out.splitlines()[0]
    assert f"with this link or QR code:\n  http://192.0.2.7:8081/rep#code={code}\n" in out
    assert "█" in out


def test_a_camera_is_no_help_on_loopback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["login-code", "lin", "--supervisor"]) == 0
    out = capsys.readouterr().out
    assert "in a browser on this machine:\n  http://127.0.0.1:8080/board#code=" in out
    assert "█" not in out


def test_a_gateway_behind_a_proxy_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["login-code", "kim", "--json", "--gateway", "https://leads.example.com/"]) == 0
    told = orjson.loads(capsys.readouterr().out)
    assert told["link"] == f"https://leads.example.com/rep#code={told['code']}"
    assert run(["login-code", "kim", "--gateway", "leads.example.com"]) == 2
    assert "--gateway is a URL" in capsys.readouterr().err
