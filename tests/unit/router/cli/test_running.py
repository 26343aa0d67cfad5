"""Commands find the `up` of their directory; what the environment says comes first."""

import os
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from hotlead.router.cli import run
from hotlead.router.cli.running import lent_by, settings_here
from hotlead.router.gateway.sessions import Sessions
from hotlead.router.settings import ENV_PREFIX
from hotlead.router.up.home import HOME, Home, locked, write_env

RUNNING = {
    "HOTLEAD_KAFKA": "127.0.0.1:19092",
    "HOTLEAD_REDIS": "redis://127.0.0.1:16379/0",
    "HOTLEAD_SECRET": "a secret of the one that runs",
    "HOTLEAD_PORT": "18080",
}
SAYS = f"with the settings of the `hotlead up` that runs here ({HOME}/up/env)\n"


@pytest.fixture
def up_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As far as others can see, in the current directory."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(ENV_PREFIX):
            monkeypatch.delenv(name)
    home = Home(tmp_path / HOME)
    with locked(home):
        write_env(home, RUNNING)
        yield


@pytest.mark.usefixtures("up_runs")
async def test_a_login_code_is_one_of_the_gateway_that_runs(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["login-code", "kim", "--json"]) == 0
    out, err = capfd.readouterr()
    assert err == SAYS
    told = orjson.loads(out)
    code = Sessions(RUNNING["HOTLEAD_SECRET"]).read_code(told["code"])
    assert (code.role, code.tenant, code.id) == ("rep", "main", "kim")
    assert told["link"] == f"http://127.0.0.1:18080/rep#code={told['code']}"


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
    assert capfd.readouterr().err == ""


def test_one_that_has_all_of_them_is_lent_nothing() -> None:
    assert lent_by(RUNNING, RUNNING) == {}
    assert lent_by({}, {"HOTLEAD_KAFKA": "127.0.0.1:1"}) == {}
    assert lent_by(RUNNING, {}) == RUNNING
