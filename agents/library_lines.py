"""What the libraries of a worker log: the same line at most once in EVERY_S.

aiokafka asks for a topic that was deleted up to a hundred times a second, and logs each answer.
"""

import logging
import time
from typing import Final

LIBRARIES: Final = ("aiokafka", "faust", "mode", "httpx")
EVERY_S: Final = 10.0
#: Lines that are remembered; all are forgotten when there are more.
KEPT: Final = 1000


class Seldom(logging.Filter):
    """Passes a line of LIBRARIES when the same one has not passed for EVERY_S.

    How often it was left out in between is told behind it. Lines of others all pass.
    """

    def __init__(self) -> None:
        super().__init__()
        self._passed: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is written; its text may be changed."""
        if record.name.partition(".")[0] not in LIBRARIES:
            return True
        text, now = record.getMessage(), time.monotonic()
        key = (record.name, text)
        at, left_out = self._passed.get(key, (now - EVERY_S, 0))
        if now - at < EVERY_S:
            self._passed[key] = (at, left_out + 1)
            return False
        if len(self._passed) >= KEPT:
            self._passed.clear()
        self._passed[key] = (now, 0)
        if left_out:
            record.msg, record.args = f"{text} ({left_out} more since)", ()
        return True


def quiet_libraries() -> None:
    """Warnings and errors alone, each seldom: for a root logger that is configured."""
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(Seldom())
