"""When a standing loop is told from a process that slept as a whole."""

import pytest

from hotlead.router import watchdog
from hotlead.router.watchdog import Watchdog


class Script:
    """Instants at which the thread looks, one a wait; then it is over."""

    def __init__(self, *instants: float) -> None:
        self._instants = list(instants)
        self.now = 0.0

    def wait(self, _timeout_s: float) -> bool:
        if not self._instants:
            return True
        self.now = self._instants.pop(0)
        return False


@pytest.mark.parametrize(
    ("instants", "stuck"),
    [
        ((1, 2, 3, 4, 5), False),
        ((1, 2, 3, 4, 5, 6, 7), True),
        # Stopped for an hour: the thread is the first to run, before the loop can give a sign.
        ((1, 3600, 3601), False),
        ((1, 3600, *range(3601, 3608)), True),
    ],
)
def test_a_loop_has_its_time_while_the_process_runs(
    instants: tuple[float, ...], stuck: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, ends = Script(*instants), list[str]()
    monkeypatch.setattr(watchdog, "monotonic", lambda: script.now)
    monkeypatch.setattr(watchdog, "end_stuck", ends.append)
    dog = Watchdog(still_s=6)
    monkeypatch.setattr(dog, "_over", script)
    dog._watch()
    assert bool(ends) == stuck
