"""The command line: commands found, errors as one sentence, help without loading anything."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
import orjson
import pytest

from hotlead.router import cli
from hotlead.router.cli import STOPPED, Commands, main_group, run
from hotlead.router.errors import HotleadError


def leaves(group: Commands) -> list[tuple[Commands, str]]:
    found = []
    for name in group.known:
        command = group.get_command(click.Context(group), name)
        found += leaves(command) if isinstance(command, Commands) else [(group, name)]
    return found


LEAVES = leaves(main_group)


@pytest.mark.parametrize(("group", "name"), LEAVES, ids=[name for _, name in LEAVES])
def test_a_command_does_what_the_list_says(group: Commands, name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").splitlines()[0] == group.known[name][1]


def test_help_loads_no_command() -> None:
    code = (
        "import sys; from hotlead.router.cli import run; assert run(['--help']) == 0;"
        "slow = {'aiokafka', 'redis', 'pydantic', 'yaml'} & set(sys.modules);"
        "sys.exit(str(slow) if slow else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "dead-letters" in done.stdout


def test_a_command_that_asks_loads_nothing_that_serves_or_pushes() -> None:
    code = (
        "import sys, hotlead.router.cli.explain, hotlead.router.cli.login_code;"
        "heavy = {'starlette', 'uvicorn', 'pywebpush', 'apprise', 'faust'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_command_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dispatch"]) == 2
    assert "No such command 'dispatch'" in capsys.readouterr().err


def test_a_wrong_setting_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLEAD_SHARDS", "many")
    for arguments in (["topics", "apply"], ["worker"], ["dead-letters", "list"]):
        assert run(arguments) == 1
        err = capsys.readouterr().err
        assert err.startswith("hotlead: HOTLEAD_SHARDS")
        assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (HotleadError("no lead"), 1, "hotlead: no lead\n"),
        (KeyboardInterrupt(), STOPPED, "stopped\n"),
    ],
)
def test_how_a_command_ends(
    raised: BaseException,
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(cli.main_group, "main", fail)
    assert run(["audit"]) == code
    assert capsys.readouterr().err == said


PEOPLE = """
supervisors: [{id: lin, channels: [{url: "https://hooks.example"}]}]
duty_managers: [{id: zhao, channels: [{url: "https://hooks.example"}]}]
"""


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"hotlead {version('hotlead')}\n"


def test_a_good_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("version: v1\npools: {shanghai: {}}" + PEOPLE)
    assert run(["policy", "check", str(file), "--strict"]) == 0
    assert capsys.readouterr() == (f"{file}: version v1, pools shanghai: good\n", "")
    assert run(["policy", "check", str(file), "--json"]) == 0
    good = {"version": "v1", "faults": [], "warnings": []}
    assert orjson.loads(capsys.readouterr().out) == good


def test_a_policy_that_is_hardly_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("version: v1\npools: {main: {expiry_s: 1}}\ncosts: {web-from: 60}" + PEOPLE)
    assert run(["policy", "check", str(file)]) == 0
    out, err = capsys.readouterr()
    assert out == f"{file}: version v1, pools main: can be used, with 2 warnings\n"
    first, second = err.splitlines()
    assert first.startswith("warning: pools.main.expiry_s: a rep has 1 s")
    assert second.startswith("warning: costs.web-from: ")
    assert second.endswith("did you mean web-form?")
    assert run(["policy", "check", str(file), "--strict"]) == 1
    capsys.readouterr()
    assert run(["policy", "check", str(file), "--strict", "--json"]) == 1
    told = orjson.loads(capsys.readouterr().out)
    assert told["faults"] == []
    assert [one["rule"] for one in told["warnings"]] == ["too_short", "cost_of_nothing"]
    assert set(told["warnings"][0]) == {"path", "rule", "why", "mend"}


def test_the_channels_are_those_of_the_installation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLEAD_CHANNELS", "web-form,douyin")
    file = tmp_path / "p.yaml"
    file.write_text("version: v1\ncosts: {douyin: 60, call-center: 1}" + PEOPLE)
    assert run(["policy", "check", str(file)]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("warning: costs.call-center: ")
    assert line.endswith("use one of douyin, web-form")


def test_a_bad_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("version: v1\npools: {main: {hot: 300}}\n")
    assert run(["policy", "check", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: pools.main.hot: ")
    assert err.endswith(f"{file} cannot be used: 1 error\n")
    assert run(["policy", "check", str(file), "--json"]) == 1
    (fault,) = orjson.loads(capsys.readouterr().out)["faults"]
    assert fault["path"] == "pools.main.hot"
    file.write_text("a: [")
    assert run(["policy", "check", str(file)]) == 1
    assert "line 1" in capsys.readouterr().err
