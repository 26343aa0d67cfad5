"""Order and header of a run; the servers are started by whoever first needs them.

With pytest-xdist each of its processes has servers of its own.
"""

from pathlib import Path

import pytest
from hypothesis import settings

from tests.integration.servers import SERVERS, Servers, header
from tests.minutes import minutes

TESTS = Path(__file__).parent
INTEGRATION = TESTS / "integration"
#: Folders whose tests mostly wait, and folders whose tests keep a core busy. One file takes up
#: to some minutes in the first of each.
WAITING = (
    TESTS / "chaos",
    TESTS / "walk",
    *(INTEGRATION / "router" / name for name in ("up", "demo", "replay")),
    INTEGRATION / "worker",
)
BUSY = (
    TESTS / "browser",
    INTEGRATION / "router" / "gateway",
    TESTS / "model",
    TESTS / "simulation",
)
UNIT = TESTS / "unit"
MUTANTS = TESTS / "chaos" / "mutants"


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
    """Unit tests first: what they find is known in seconds. What is short comes last.

    Between them a file that waits and one that is busy take turns, so that processes side by side
    wait and compute at the same time, and none is left alone at the end with what takes long.
    """
    files = dict.fromkeys(item.path for item in items)
    turns: dict[Path, float] = {file: -1 for file in files if UNIT in file.parents}
    for folders in (WAITING, BUSY):
        found = [file for folder in folders for file in files if folder in file.parents]
        turns |= {file: turn for turn, file in enumerate(found)}
    last = float(len(files))
    items.sort(key=lambda item: (turns.get(item.path, last), str(item.path)))


def _may_need_servers(argument: str, config: pytest.Config) -> bool:
    path = (config.invocation_params.dir / argument.partition("::")[0]).resolve()
    return any(
        path == folder or folder in path.parents or path in folder.parents
        for folder in (INTEGRATION, TESTS / "model", TESTS / "browser", MUTANTS)
    )
