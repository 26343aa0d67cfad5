"""Order and header of a run; the servers are started by whoever first needs them.

With pytest-xdist each of its processes has servers of its own.
"""

from pathlib import Path

import pytest

from tests.integration.servers import SERVERS, Servers, header

INTEGRATION = Path(__file__).parent / "integration"
MODEL = Path(__file__).parent / "model"
BROWSER = Path(__file__).parent / "browser"
CHAOS = Path(__file__).parent / "chaos"
#: What these start has the ports that people know, 9101 among them.
KNOWN_PORTS = (
    *(INTEGRATION / "router" / name for name in ("up", "demo", "replay")),
    INTEGRATION / "deploy",
    CHAOS,
)
MUTANTS = CHAOS / "mutants"


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is started here: a run of unit tests alone takes seconds."""
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Unit tests first: what they find is known in seconds. The model, browsers and faults last.

    With pytest-xdist a file stays in one process, and so do all files of KNOWN_PORTS: two at a time
    would take each other's.
    """
    order = (CHAOS, BROWSER, MODEL, INTEGRATION)
    items.sort(key=lambda item: [folder in item.path.parents for folder in order])
    for item in items:
        alone = any(folder in item.path.parents for folder in KNOWN_PORTS)
        item.add_marker(pytest.mark.xdist_group("known ports" if alone else str(item.path)))


def _may_need_servers(argument: str, config: pytest.Config) -> bool:
    path = (config.invocation_params.dir / argument.partition("::")[0]).resolve()
    return any(
        path == folder or folder in path.parents or path in folder.parents
        for folder in (INTEGRATION, MODEL, BROWSER, MUTANTS)
    )
