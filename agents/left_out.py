"""Fields of captures and signals on Kafka that nobody knows: counted, and each told once.

Over HTTP the answer tells them; on Kafka there is none.
"""

import logging
from collections.abc import Iterable
from typing import Final

from hotlead.router.metrics import Metrics
from hotlead.router.rules.hints import (
    CAPTURE_FIELDS,
    CONTACT_FIELDS,
    SIGNAL_FIELDS,
    Hint,
    unknown_fields,
)

log = logging.getLogger(__name__)

TOLD_MAX: Final = 100


class LeftOut:
    """Of one worker. At most so many are told until its end, so that no source fills the log."""

    def __init__(self, metrics: Metrics) -> None:
        self._counts = metrics.unknown_fields
        self._told: set[tuple[str, str]] = set()

    def capture(self, channel: str, fields: Iterable[str], contact: Iterable[str]) -> None:
        """Of one capture, and of its contact."""
        hints = [
            *unknown_fields(fields, CAPTURE_FIELDS, "capture"),
            *unknown_fields(contact, CONTACT_FIELDS, "contact", "contact."),
        ]
        self._note("captures", f"capture.{channel}", hints)

    def signal(self, fields: Iterable[str]) -> None:
        """Of one signal."""
        self._note("signals", "signals", list(unknown_fields(fields, SIGNAL_FIELDS, "signal")))

    def _note(self, stream: str, topic: str, hints: list[Hint]) -> None:
        self._counts[stream].inc(len(hints))
        for at, said in hints:
            if (topic, at) not in self._told and len(self._told) < TOLD_MAX:
                self._told.add((topic, at))
                log.warning("%s: %s %s", topic, at, said)
