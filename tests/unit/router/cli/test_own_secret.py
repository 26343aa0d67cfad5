"""`hotlead gateway` and `worker` without HOTLEAD_SECRET: one of their own, or none at all."""

import os
from pathlib import Path
from stat import S_IMODE

import pytest

from hotlead.router.cli import run
from hotlead.router.settings import ENV_PREFIX, Settings

PUBLIC = Settings.model_fields["secret"].default


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty directory, and an environment without a setting of ours."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(ENV_PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The secrets with which something was run."""
    secrets = list[str]()
    monkeypatch.setattr("hotlead.router.cli.gateway.run", lambda told: secrets.append(told.secret))

    def execve(_path: str, _arguments: list[str], env: dict[str, str]) -> None:
        secrets.append(env["HOTLEAD_SECRET"])

    monkeypatch.setattr(os, "execve", execve)
    return secrets


def test_it_is_made_once_kept_and_shared(
    ran: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("gateway", "worker", "gateway"):
        assert run([command]) == 0
    assert len(set(ran)) == 1
    assert PUBLIC not in ran
    kept = tmp_path / ".hotlead" / "secrets"
    assert kept.read_text() == f"HOTLEAD_SECRET={ran[0]}\n"
    assert S_IMODE(kept.stat().st_mode) == 0o600
    _, told = capsys.readouterr()
    assert told.count(f"kept in {kept}") == 3
    assert ran[0] not in told


def test_an_empty_one_counts_as_none_and_a_given_one_is_taken(
    ran: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLEAD_SECRET", "")
    assert run(["gateway"]) == 0
    monkeypatch.setenv("HOTLEAD_SECRET", "given by the environment")
    assert run(["gateway"]) == 0
    assert ran[1] == "given by the environment" != ran[0]
    assert ran[1] not in (tmp_path / ".hotlead" / "secrets").read_text()


def test_where_it_cannot_be_kept_nothing_starts(
    ran: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".hotlead").write_text("no directory")
    assert run(["gateway"]) == 1
    _, told = capsys.readouterr()
    assert "HOTLEAD_SECRET" in told
    assert ran == []


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1"])
def test_the_public_one_is_refused(
    host: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("HOTLEAD_HOST", host)
    if host == "127.0.0.1":
        monkeypatch.setenv("HOTLEAD_SECRET", PUBLIC)
    else:  # others are served with what was given, and never with one of its own
        monkeypatch.setenv("HOTLEAD_TOKENS", "all=a-token-for-all-sources")
    assert run(["gateway"]) == 1
    _, told = capsys.readouterr()
    assert "HOTLEAD_SECRET is the public default" in told
    assert not (tmp_path / ".hotlead").exists()
