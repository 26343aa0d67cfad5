"""How much CPU a thread would have, which tells a busy machine from a busy thread."""

import os
from time import thread_time
from typing import Final

SCHEDSTAT: Final = "/proc/thread-self/schedstat"
"""Nanoseconds on a CPU, nanoseconds ready to run and waiting for one, turns (Linux's
Documentation/scheduler/sched-stats.rst)."""
_BYTES: Final = 64


def wanted_s() -> float:
    """Seconds that the calling thread ran, or was ready to and waited for a CPU, so far.

    Where the kernel does not tell how long it waited, those that it ran.
    """
    return thread_time() + waited_s(_schedstat())


def waited_s(schedstat: bytes) -> float:
    """The seconds that a thread waited for a CPU, by what the kernel tells of it."""
    fields = schedstat.split()
    return int(fields[1]) / 1e9 if len(fields) > 1 else 0.0


def _schedstat() -> bytes:
    try:
        file = os.open(SCHEDSTAT, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(file, _BYTES)
    finally:
        os.close(file)
