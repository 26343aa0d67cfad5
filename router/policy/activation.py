"""Puts a published policy into force: each shard is told through its inbox, and answers."""

import asyncio
import secrets

from prometheus_client import CollectorRegistry

from hotlead.router.errors import LogUnavailable, NoAnswer
from hotlead.router.metrics import Metrics
from hotlead.router.policy.book import PolicyBook
from hotlead.router.policy.document import Policy
from hotlead.router.settings import Settings
from hotlead.router.shard.actions import Actions
from hotlead.router.shard.line import open_line
from hotlead.router.shard.tail import JournalTail
from hotlead.topics.inbox import PolicyActivated
from hotlead.topics.streams import POLICIES

IN_FORCE = "in force"
READY_S = 30.0


async def publish_policy(settings: Settings, policy: Policy, *, timeout_s: float) -> dict[int, str]:
    """Writes the policy, tells every shard, and returns what each one says within the time.

    Raises KafkaUnreachable, TopicMissing, PolicyTaken, LogUnavailable.
    """
    book = PolicyBook(settings.kafka, settings.topic(POLICIES))
    await book.load()
    await book.write(policy)
    metrics = Metrics(CollectorRegistry())
    async with open_line(settings, "hotlead-policy", metrics, answer_timeout_s=timeout_s) as line:
        await line.tail.start()
        await await_ready(line.tail)
        return await activate(line.actions, policy.version, settings.shards)


async def await_ready(tail: JournalTail) -> None:
    """Awaits that the journal is read to its end, so that no answer is missed.

    Raises LogUnavailable when that takes too long.
    """
    try:
        async with asyncio.timeout(READY_S):
            await tail.ready.wait()
    except TimeoutError:
        raise LogUnavailable(
            f"the journal could not be read within {READY_S:.0f} s: is Redis there, and Kafka?"
        ) from None


async def activate(actions: Actions, version: str, shards: int) -> dict[int, str]:
    """Tells every shard to follow a version that is published."""
    said = await asyncio.gather(*(_activate(actions, version, shard) for shard in range(shards)))
    return dict(enumerate(said))


async def _activate(actions: Actions, version: str, shard: int) -> str:
    action = f"policy-{secrets.token_hex(8)}"
    try:
        answer = await actions.ask_shard(PolicyActivated(action_id=action, version=version), shard)
    except NoAnswer:
        return "has not answered yet; it follows when a worker serves it"
    return IN_FORCE if answer.status == 200 else f"refused: {answer.reason}"
