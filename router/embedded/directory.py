"""Where a server keeps its data and its log."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def data_directory(wanted: Path | None) -> Iterator[Path]:
    """`wanted`, made when absent and kept; or one that is removed at the end."""
    if wanted is not None:
        wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield wanted.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="hotlead-", ignore_cleanup_errors=True) as made:
        yield Path(made)
