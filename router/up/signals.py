"""Ctrl-C, SIGTERM and a closed terminal: the first ends what is under way, the others wait."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
IGNORED: Final = signal.SIG_IGN


@contextmanager
def stoppable() -> Iterator[None]:
    """In it the first such signal raises KeyboardInterrupt; more change nothing."""
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        if not stopped:
            stopped = True
            raise KeyboardInterrupt

    # `nohup` has SIGHUP ignored, and means it.
    heard = [one for one in STOPPING if one != signal.SIGHUP or signal.getsignal(one) != IGNORED]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
