"""axe-core, the checks of accessibility that both pages must pass."""

from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.integration.servers import in_ci

_PATH: Final = Path(__file__).parents[2] / "router/web/node_modules/axe-core/axe.min.js"


@cache
def axe_source() -> str:
    """The script. Without it the test is skipped; in CI that is a failure."""
    if not _PATH.is_file():
        lack = f"there is no {_PATH.name}: make test-browser, or make web, installs it by npm"
        if in_ci():
            pytest.fail(lack)
        pytest.skip(lack)
    return _PATH.read_text("utf-8")
