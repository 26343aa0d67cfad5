"""The processes that descend from one, as the kernel tells."""

from pathlib import Path

from hotlead.router.up.leftovers import birth


def descendants(pid: int) -> set[int]:
    """Its children, theirs, and so on."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            # It ended while we looked.
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found: set[int] = set()
    while more := {one for one, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found


def living(pids: set[int]) -> set[int]:
    """Those of them that live."""
    return {pid for pid in pids if birth(pid) is not None}
