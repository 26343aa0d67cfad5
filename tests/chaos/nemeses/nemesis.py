"""What a nemesis is: a fault that begins, lasts, and is healed."""

import random
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from tests.chaos.site import ChaosSite


class Nemesis(ABC):
    """One kind of fault. `begin` and `heal` take turns; each returns when it is done.

    `touches` names what it lays hands on: of two nemeses that touch the same thing, one waits for
    the other. `lasts_s` is how long a fault lasts, from and to. `shows` are the signs, of
    tests/chaos/signs.py, by which it is seen that the fault did something.
    """

    name: ClassVar[str]
    touches: ClassVar[frozenset[str]]
    lasts_s: ClassVar[tuple[float, float]] = (0.0, 0.0)
    shows: ClassVar[tuple[str, ...]] = ()

    def __init__(self, site: ChaosSite, dice: random.Random) -> None:
        self.site, self.dice = site, dice

    @abstractmethod
    async def begin(self) -> dict[str, Any]:
        """Does it; what the history shall say of it is returned."""

    async def heal(self) -> None:  # noqa: B027  (some faults heal by themselves)
        """Puts it right, as whoever runs the router would."""
