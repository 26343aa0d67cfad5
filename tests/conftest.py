"""Order and header of a run; the servers are started by whoever first needs them.

With pytest-xdist each of its processes has servers of its own.
"""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from tests.integration.servers import SERVERS, Servers, header
from tests.minutes import minutes

INTEGRATION = Path(__file__).parent / "integration"
MODEL = Path(__file__).parent / "model"
BROWSER = Path(__file__).parent / "browser"
WALK = Path(__file__).parent / "walk"
CHAOS = Path(__file__).parent / "chaos"
#: What these start has the ports that people know, 9101 among them.
KNOWN_PORTS = (
    *(INTEGRATION / "router" / name for name in ("up", "demo", "replay")),
    INTEGRATION / "deploy",
    WALK,
    CHAOS,
)
MUTANTS = CHAOS / "mutants"


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is started here: a run of unit tests alone takes seconds."""
    # What a busy machine takes for an example says nothing of the rule that it is of.
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")
    config.stash[SERVERS] = Servers()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop all servers, also after Ctrl-C."""
    config.stash[SERVERS].close()


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Name the Kafka and the stores, with the versions that they themselves report."""
    if not any(_may_need_servers(argument, config) for argument in config.args):
        return ["kafka: none (unit tests only)"]
    if config.getoption("numprocesses", default=None):
        return ["kafka, stores: each process starts its own"]
    return header(config.stash[SERVERS])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where the minutes went, summed over the processes."""
    reports = [one for some in terminalreporter.stats.values() for one in some]
    spent = [(one.nodeid, one.duration) for one in reports if isinstance(one, pytest.TestReport)]
    for line in minutes(spent):
        terminalreporter.write_line(line)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit tests first: what they find is known in seconds. The model, browsers and faults last."""
    order = (CHAOS, WALK, BROWSER, MODEL, INTEGRATION)
    items.sort(key=lambda item: [folder in item.path.parents for folder in order])


class Together(LoadFileScheduling):
    """A file stays in one process, and so do all of KNOWN_PORTS: two would take each other's.

    Groups by marker (`loadgroup`) do nothing with pytest 9.2, whose items keep their ids.
    """

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        path = Path(__file__).parents[1] / file
        return "known ports" if any(folder in path.parents for folder in KNOWN_PORTS) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Whatever `--dist` says."""
    return Together(config, log)


def _may_need_servers(argument: str, config: pytest.Config) -> bool:
    path = (config.invocation_params.dir / argument.partition("::")[0]).resolve()
    return any(
        path == folder or folder in path.parents or path in folder.parents
        for folder in (INTEGRATION, MODEL, BROWSER, MUTANTS)
    )
