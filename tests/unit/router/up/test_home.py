"""What `up` keeps: secrets, the lock, the settings of the run."""

import stat
import subprocess
from pathlib import Path

import pytest

from hotlead.router.errors import AlreadyUp, BadSecrets
from hotlead.router.up.home import Home, locked, read_env, write_env
from hotlead.router.up.secrets import KEPT, with_secrets


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / ".hotlead")
    made.up.mkdir(parents=True)
    return made


def test_secrets_are_made_once_and_are_private(home: Home) -> None:
    first = with_secrets(home, {})
    assert {len(first[name]) for name in KEPT} == {43}
    assert with_secrets(home, {}) == first
    assert stat.S_IMODE(home.secrets.stat().st_mode) == 0o600
    home.secrets.chmod(0o644)
    assert with_secrets(home, {}) == first
    assert stat.S_IMODE(home.secrets.stat().st_mode) == 0o600


def test_the_environment_comes_first(home: Home) -> None:
    given = dict.fromkeys(KEPT, "given by the environment")
    assert with_secrets(home, given) == given
    assert not home.secrets.exists()
    one = with_secrets(home, {"HOTLEAD_SECRET": "given by the environment"})
    assert one["HOTLEAD_SECRET"] == "given by the environment"
    assert with_secrets(home, {})["HOTLEAD_IDENTITY_KEY"] == one["HOTLEAD_IDENTITY_KEY"]


def test_a_broken_file_is_told_and_kept(home: Home) -> None:
    home.secrets.write_text("HOTLEAD_IDENTITY_KEY=short\n")
    with pytest.raises(BadSecrets, match="broken HOTLEAD_IDENTITY_KEY: mend it"):
        with_secrets(home, {})
    assert home.secrets.read_text() == "HOTLEAD_IDENTITY_KEY=short\n"


def test_one_at_a_time(home: Home) -> None:
    with locked(home), pytest.raises(AlreadyUp, match="runs in this directory: stop it"):  # noqa: SIM117
        with locked(home):
            pass
    with locked(home):
        pass


def test_settings_are_told_while_it_runs(home: Home) -> None:
    assert read_env(home) == {}
    env = {"HOTLEAD_KAFKA": "127.0.0.1:9092", "HOTLEAD_SECRET": "a=b 'c' $(touch ran) # \n d"}
    with locked(home):
        write_env(home, env)
        assert read_env(home) == env
        assert stat.S_IMODE(home.env.stat().st_mode) == 0o600
        script = '. "$1"; printf %s "$HOTLEAD_SECRET"'
        said = subprocess.run(
            ["sh", "-c", script, "sh", str(home.env)],
            cwd=home.root,
            capture_output=True,
            check=True,
        )
        assert said.stdout.decode() == env["HOTLEAD_SECRET"]
        assert not (home.root / "ran").exists()
    # What a killed one left is no one's settings.
    assert read_env(home) == {}
