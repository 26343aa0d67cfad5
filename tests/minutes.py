"""What each minute of a run went to, by folder: CONTRIBUTING.md says what it buys."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

LEAST_S: Final = 6.0
UNIT: Final = PurePosixPath("tests/unit")


def minutes(spent: Iterable[tuple[str, float]]) -> list[str]:
    """Of each phase of a test its node id and its seconds: a line a folder, the dearest first.

    Folders below `LEAST_S` are left out; unit tests are one.
    """
    seconds: defaultdict[PurePosixPath, float] = defaultdict(float)
    tests: defaultdict[PurePosixPath, set[str]] = defaultdict(set)
    for node, took_s in spent:
        folder = PurePosixPath(node.partition("::")[0]).parent
        folder = UNIT if UNIT in folder.parents else folder
        seconds[folder] += took_s
        tests[folder].add(node)
    return [
        f"{took_s / 60:6.1f} min {len(tests[folder]):5} tests  {folder}"
        for folder, took_s in sorted(seconds.items(), key=lambda one: -one[1])
        if took_s >= LEAST_S
    ]
