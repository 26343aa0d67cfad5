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
#: A file of these takes up to some minutes, much of it waiting. Begun last, it would run on when
#: the others have nothing left; begun first, it leaves the cores to those beside it.
LONG = (
    TESTS / "chaos",
    TESTS / "walk",
    *(INTEGRATION / "router" / name for name in ("up", "demo", "replay")),
    INTEGRATION / "worker",
    TESTS / "simulation",
    TESTS / "model",
    TESTS / "browser",
    INTEGRATION / "router" / "gateway",
    INTEGRATION / "router",
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
    """Unit tests first: what they find is known in seconds. Then what is long, and the rest."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """The place of its folder in the order."""
    above = item.path.parents
    if UNIT in above:
        return -1
    return next((turn for turn, folder in enumerate(LONG) if folder in above), len(LONG))


def _may_need_servers(argument: str, config: pytest.Config) -> bool:
    path = (config.invocation_params.dir / argument.partition("::")[0]).resolve()
    return any(
        path == folder or folder in path.parents or path in folder.parents
        for folder in (INTEGRATION, TESTS / "model", TESTS / "browser", MUTANTS)
    )
