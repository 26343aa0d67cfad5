"""The policies on their compacted topic: read, found by version, written.

The key is the version, the value the document as JSON. A version never changes once it is
published, for the journal names it; publishing an older one again makes it the newest.
"""

import asyncio

from aiokafka.errors import KafkaError
from pydantic import ValidationError

from hotlead.router.errors import PolicyTaken
from hotlead.router.kafka.producer import start_producer
from hotlead.router.kafka.topic_contents import read_all, unreachable
from hotlead.router.policy.document import DEFAULT_POLICY, Policy


class PolicyBook:
    """All published policies. Call `load` first, and again to learn of new ones."""

    def __init__(self, kafka: str, topic: str) -> None:
        self._kafka = kafka
        self._topic = topic
        self._policies: dict[str, Policy] = {}
        self._broken: dict[str, str] = {}
        self._published: dict[str, int] = {}
        self._newest: str | None = None
        self._looked_for: set[str] = set()
        self._looking = asyncio.Lock()

    async def load(self) -> None:
        """Reads the topic to its end. Raises KafkaUnreachable, TopicMissing."""
        policies: dict[str, Policy] = {}
        broken: dict[str, str] = {}
        published: dict[str, int] = {}
        newest: str | None = None
        async for record in read_all(self._kafka, self._topic):
            version = (record.key or b"").decode(errors="replace")
            policies.pop(version, None)
            broken.pop(version, None)
            published.pop(version, None)
            if record.value is None:
                newest = None if newest == version else newest
                continue
            newest = version
            published[version] = record.timestamp_ms
            try:
                policy = Policy.model_validate_json(record.value)
            except ValidationError as error:
                broken[version] = f"{error.error_count()} fields are wrong"
                continue
            if policy.version != version:
                broken[version] = f"its document calls itself {policy.version}"
            else:
                policies[version] = policy
        self._policies, self._broken, self._newest = policies, broken, newest
        self._published = published

    def find(self, version: str) -> Policy | None:
        """The policy of this version; None when it is missing or broken."""
        return self._policies.get(version)

    async def look_up(self, version: str) -> Policy:
        """The same as `get`, but one that is not known is read first, once.

        Raises KafkaUnreachable, TopicMissing.
        """
        if version and version not in self._policies and version not in self._looked_for:
            async with self._looking:
                if version not in self._looked_for:
                    await self.load()
                    self._looked_for.add(version)
        return self.get(version)

    def get(self, version: str) -> Policy:
        """The policy of this version; the strict defaults when it is missing or broken."""
        return self._policies.get(version, DEFAULT_POLICY)

    def newest(self) -> Policy:
        """The one published last; the strict defaults when there is none or it is broken."""
        return DEFAULT_POLICY if self._newest is None else self.get(self._newest)

    @property
    def empty(self) -> bool:
        """Whether nothing is published."""
        return not self._policies and not self._broken

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions that can be used."""
        return tuple(self._policies)

    @property
    def broken(self) -> dict[str, str]:
        """The versions that cannot be used, each with the reason."""
        return dict(self._broken)

    @property
    def published_ms(self) -> dict[str, int]:
        """When each version was published, real UTC milliseconds, in that order."""
        return dict(self._published)

    async def write(self, policy: Policy) -> None:
        """Writes one policy as the newest; shards follow it only once they are told to.

        Call `load` before. Raises PolicyTaken when the version has another document.
        """
        known = self.find(policy.version)
        if known is not None and known != policy:
            raise PolicyTaken(
                f"version {policy.version} is published with another content, and a version never"
                " changes: give this one a version of its own"
            )
        producer = await start_producer(self._kafka, "hotlead-policies")
        try:
            await producer.send_and_wait(
                self._topic,
                key=policy.version.encode(),
                value=policy.model_dump_json().encode(),
            )
        except KafkaError as error:
            raise unreachable(self._kafka) from error
        finally:
            await producer.stop()
        self._broken.pop(policy.version, None)
        self._policies[policy.version] = policy
        self._newest = policy.version
