"""Brokers that are killed, or hang."""

from typing import Any

from tests.chaos.cluster import NODES
from tests.chaos.nemeses.nemesis import Nemesis

BROKER = frozenset({"broker"})


class KillBroker(Nemesis):
    """kill -9 of one of three."""

    name = "kill-broker"
    touches = BROKER
    lasts_s = (6.0, 12.0)

    async def begin(self) -> dict[str, Any]:
        self._node = await self.choose()
        self.site.cluster.kill(self._node)
        return {"node": self._node}

    async def heal(self) -> None:
        await self.site.cluster.start(self._node)

    async def choose(self) -> int:
        """Which one."""
        return self.dice.choice(NODES)


class KillController(KillBroker):
    """kill -9 of the one that is the active controller."""

    name = "kill-controller"

    async def choose(self) -> int:
        return await self.site.cluster.controller()


class HungBroker(Nemesis):
    """SIGSTOP of one of three, the controller in every second turn: it hangs up on nobody."""

    name = "hung-broker"
    touches = BROKER
    lasts_s = (20.0, 30.0)

    async def begin(self) -> dict[str, Any]:
        controller = self.dice.random() < 0.5
        self._node = await self.site.cluster.controller() if controller else self.dice.choice(NODES)
        self.site.cluster.hang(self._node)
        return {"node": self._node, "controller": controller}

    async def heal(self) -> None:
        self.site.cluster.wake(self._node)
