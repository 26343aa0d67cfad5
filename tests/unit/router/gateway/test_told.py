"""What is read is told once the journal holds it, so the sequence is taken behind the reading."""

from types import SimpleNamespace
from typing import Any

import pytest

from hotlead.router.errors import RequestRefused
from hotlead.router.gateway.answers import told
from hotlead.router.settings import Settings


class Shard:
    """A shard that moves on while it is read, and a journal that stands at `journal_seq`."""

    def __init__(self, journal_seq: int) -> None:
        self.redis_seq, self.journal_seq = 1, journal_seq
        self.settings, self.tail = Settings(), self

    def place(self, _tenant: str) -> "Shard":
        return self

    async def moment(self) -> Any:
        return SimpleNamespace(seq=self.redis_seq, whole=True)

    def seq(self, _shard: int) -> int:
        return min(1, self.journal_seq)

    async def reached(self, _shard: int, seq: int, _timeout_s: float) -> bool:
        return self.journal_seq >= seq

    async def read(self) -> int:
        self.redis_seq += 1
        return self.redis_seq


async def test_what_came_while_reading_is_waited_for_too() -> None:
    behind: Any = Shard(journal_seq=1)
    with pytest.raises(RequestRefused) as refused:
        await told(behind, "main", behind.read())
    assert refused.value.status == 503
    level: Any = Shard(journal_seq=2)
    assert await told(level, "main", level.read()) == 2


async def test_a_shard_that_was_never_opened_is_told_at_once() -> None:
    new: Any = Shard(journal_seq=-1)
    new.redis_seq = -1
    assert await told(new, "main", new.read()) == 0
