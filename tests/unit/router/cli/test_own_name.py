"""What is printed for `hotlead` runs this one, from where it is printed."""

import shutil
import sys
from pathlib import Path

import pytest

from hotlead.router.cli.own_name import own_name


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with its environment, which the shell does not know."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/hotlead").touch(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv/bin/python"))
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_activation_it_is_the_path(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_name() == ".venv/bin/hotlead"
    (checkout / "elsewhere").mkdir()
    monkeypatch.chdir(checkout / "elsewhere")
    assert own_name() == str(checkout / ".venv/bin/hotlead")


def test_when_the_shell_finds_it_it_is_the_name(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(checkout / ".venv/bin"))
    assert own_name() == "hotlead"


def test_one_of_another_environment_is_not_meant(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = checkout / "other"
    other.mkdir()
    (other / "hotlead").touch(0o755)
    monkeypatch.setenv("PATH", str(other))
    assert shutil.which("hotlead")
    assert own_name() == ".venv/bin/hotlead"


def test_without_a_script_it_is_the_module(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (checkout / ".venv/bin/hotlead").unlink()
    assert own_name() == f"{sys.executable} -m hotlead.router.cli"
