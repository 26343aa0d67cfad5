"""The machine under the bench: what others take of it, and what a process has used."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

TICKS: Final = os.sysconf("SC_CLK_TCK")
_STEAL: Final = 8  # the field of /proc/stat, behind user, nice, system, idle, iowait, irq, softirq


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine's CPU time so far, in ticks: all of it, and what other guests took (steal)."""

    total: int
    stolen: int

    @classmethod
    def now(cls) -> Self:
        """As /proc/stat tells it."""
        fields = Path("/proc/stat").read_text().splitlines()[0].split()
        times = [int(field) for field in fields[1:]]
        return cls(sum(times[:_STEAL]), times[_STEAL - 1])

    def stolen_since(self, before: "Machine") -> float:
        """The share of all CPU time that others took between the two."""
        return (self.stolen - before.stolen) / max(1, self.total - before.total)


def cpu_s(pid: int) -> float:
    """Seconds of CPU that a process has used, user and system, its threads included."""
    # The name, in brackets, may hold spaces: what is wanted stands behind it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss_mib(pid: int) -> float:
    """The memory that a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
