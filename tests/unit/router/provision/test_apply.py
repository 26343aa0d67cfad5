"""`topics apply` on brokers of which one hears of new topics later than another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from hotlead.router.errors import TopicMissing
from hotlead.router.provision import apply
from hotlead.router.provision.differences import wanted_configs
from hotlead.router.settings import Settings
from hotlead.topics.streams import topic_specs


class TwoBrokers:
    """An admin client whose questions go to two brokers in turn; one hears of nothing new."""

    def __init__(self, settings: Settings) -> None:
        self._specs = topic_specs(
            prefix=settings.topic_prefix, shards=settings.shards, partitions=settings.partitions
        )
        self._made = False
        self._asked = 0

    async def describe_topics(self) -> list[dict[str, Any]]:
        self._asked += 1
        if not self._made or self._asked % 2:
            return []
        one = {"leader": 1, "replicas": [1]}
        return [{"topic": spec.name, "partitions": [one] * spec.partitions} for spec in self._specs]

    async def create_topics(self, topics: list[Any]) -> Any:
        self._made = True
        return type("Answer", (), {"topic_errors": [(topic.name, 0, "") for topic in topics]})

    async def describe_configs(self, wanted: list[Any]) -> list[Any]:
        resources = [
            (0, "", 2, spec.name, [(k, v, False, 1) for k, v in wanted_configs(spec, 1).items()])
            for spec in self._specs
        ]
        return [type("Answer", (), {"resources": resources})]


class LateBook:
    """A book whose topic is there when it is asked for the second time."""

    empty = False

    def __init__(self, *_: Any) -> None:
        self._asked = 0

    async def load(self) -> None:
        self._asked += 1
        if self._asked == 1:
            raise TopicMissing("there is no topic")


async def test_a_broker_that_has_not_heard_of_the_topics_yet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings()

    @asynccontextmanager
    async def admin(_kafka: str) -> AsyncIterator[TwoBrokers]:
        yield TwoBrokers(settings)

    monkeypatch.setattr(apply, "_admin", admin)
    monkeypatch.setattr(apply, "PolicyBook", LateBook)
    report = await apply.apply_topics(settings)
    assert len(report.made) == len(topic_specs(prefix="", shards=1, partitions=1))
    assert (report.differences, report.unchecked) == ((), ())
