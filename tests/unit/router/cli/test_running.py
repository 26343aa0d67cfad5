"""Commands find the `up` of their directory; what the environment says comes first."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import orjson
import pytest

from hotlead.router.cli import run
from hotlead.router.cli.running import lent_by, settings_here, settings_to_sign
from hotlead.router.errors import NoInstallation
from hotlead.router.gateway.sessions import Sessions
from hotlead.router.settings import ENV_PREFIX
from hotlead.router.up.home import HOME, Home, locked, write_env
from tests.unit.router.cli.gateway_double import SECRET, GatewayDouble, stand_in

RUNNING: Final = {
    "HOTLEAD_KAFKA": "127.0.0.1:19092",
    "HOTLEAD_REDIS": "redis://127.0.0.1:16379/0",
    "HOTLEAD_SECRET": SECRET,
    "HOTLEAD_PORT": "18080",
}
SAYS = f"with the settings of the `hotlead up` that runs here ({HOME}/up/env)\n"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory in which no `up` runs, and an environment that names nothing."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(ENV_PREFIX):
            monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def up_runs(elsewhere: Path) -> Iterator[None]:
    """As far as others can see, in the current directory."""
    home = Home(elsewhere / HOME)
    with locked(home):
        write_env(home, RUNNING)
        yield


@pytest.mark.usefixtures("up_runs")
def test_a_login_code_is_one_of_the_gateway_that_runs(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    double = GatewayDouble()
    stand_in(monkeypatch, double)
    assert run(["login-code", "kim", "--json"]) == 0
    out, err = capfd.readouterr()
    assert err == SAYS
    told = orjson.loads(out)
    code = Sessions(RUNNING["HOTLEAD_SECRET"]).read_code(told["code"])
    assert (code.role, code.tenant, code.id) == ("rep", "main", "kim")
    assert told["link"] == f"http://127.0.0.1:18080/rep#code={told['code']}"
    assert double.asked[-1] == "GET http://127.0.0.1:18080/v1/reps/kim"


@pytest.mark.usefixtures("up_runs")
def test_the_environment_comes_first(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLEAD_SECRET", "a secret of the environment")
    found = settings_here()
    assert (found.secret, found.kafka) == ("a secret of the environment", RUNNING["HOTLEAD_KAFKA"])
    assert capfd.readouterr().err == SAYS
    # Of another installation nothing is mixed in.
    monkeypatch.setenv("HOTLEAD_REDIS", "redis://127.0.0.1:1/0")
    assert settings_here().kafka == "127.0.0.1:9092"
    assert capfd.readouterr().err == (
        "no `hotlead up` runs here, and by default HOTLEAD_KAFKA is 127.0.0.1:9092\n"
    )


@pytest.mark.usefixtures("elsewhere")
def test_servers_that_nobody_named_are_told(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_here()
    assert capfd.readouterr().err == (
        "no `hotlead up` runs here, and by default HOTLEAD_KAFKA is 127.0.0.1:9092,"
        " HOTLEAD_REDIS is 127.0.0.1:6379/0\n"
    )
    for name in ("HOTLEAD_KAFKA", "HOTLEAD_REDIS"):
        monkeypatch.setenv(name, RUNNING[name])
    settings_here()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        (["rebuild"], "HOTLEAD_REDIS"),
        (["rebuild", "--from-start"], "HOTLEAD_REDIS"),
        (["policy", "publish", "p.yaml"], "HOTLEAD_REDIS"),
        # It needs no Redis.
        (["dead-letters", "replay"], "HOTLEAD_KAFKA"),
    ],
)
def test_what_changes_an_installation_wants_one_that_is_meant(
    elsewhere: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    missing: str,
) -> None:
    (elsewhere / "p.yaml").write_text("version: v1\n")
    for named in {"HOTLEAD_KAFKA", "HOTLEAD_REDIS"} - {missing}:
        monkeypatch.setenv(named, "127.0.0.1:1")
    assert run(command) == 1
    assert capfd.readouterr().err == (
        "hotlead: this changes an installation, and none is named: run it in the directory where"
        f" `hotlead up` runs ({elsewhere} is none), or set {missing}\n"
    )


@pytest.mark.usefixtures("up_runs")
def test_a_secret_is_not_taken_from_another_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_to_sign().secret == SECRET
    monkeypatch.setenv("HOTLEAD_REDIS", "redis://127.0.0.1:1/0")
    with pytest.raises(NoInstallation, match="none is known here"):
        settings_to_sign()


def test_one_that_has_all_of_them_is_lent_nothing() -> None:
    assert lent_by(RUNNING, RUNNING) == {}
    assert lent_by({}, {"HOTLEAD_KAFKA": "127.0.0.1:1"}) == {}
    assert lent_by(RUNNING, {}) == RUNNING
