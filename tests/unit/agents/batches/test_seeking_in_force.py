"""Whether what is sought stays, by when in a rebalance it is."""

from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP

from hotlead.agents.batches.consumer import BatchConsumer
from hotlead.agents.batches.handing import HandingOut
from hotlead.agents.batches.progress import Moves

A = TP("inbox", 0)


class Consumer(BatchConsumer):
    """Its partitions come and go without Faust; notes what each moment makes of a topic found anew."""

    def __init__(self) -> None:
        self.moves, self.seen = Moves(), dict[str, bool]()
        self._held, self._eras, self._sought, self._in_force = set(), {}, {}, False
        app: Any = SimpleNamespace(
            should_stop=False, let_go=self.note("let go"), take_on=self.note("taken on")
        )
        app.made_anew = self.nothing
        self.app = app
        logs: Any = SimpleNamespace(look=self.nothing)
        self.logs = logs

    async def nothing(self, *_: object) -> None:
        return

    def note(self, moment: str) -> Any:
        async def noted(*_: object) -> None:
            self.seen[moment] = await self._made_anew("inbox")

        return noted


async def test_what_is_sought_stays_from_an_assignment_to_the_next_rebalance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(HandingOut, "on_partitions_revoked", Consumer.nothing)
    monkeypatch.setattr(HandingOut, "on_partitions_assigned", Consumer.nothing)
    consumer = Consumer()
    await consumer.note("before")()
    await consumer.on_partitions_assigned({A})
    await consumer.note("assigned")()
    await consumer.on_partitions_revoked({A})
    await consumer.note("between")()
    assert consumer.seen == {
        **{"before": False, "taken on": True, "assigned": True},
        **{"let go": False, "between": False},
    }
