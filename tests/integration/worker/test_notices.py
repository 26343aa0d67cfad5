"""The journal is committed only up to what supervisors were told, and then to its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.policy.document import Policy, Rung
from hotlead.router.policy.people import Person, WebhookChannel
from hotlead.topics.streams import JOURNAL
from tests.integration.worker.site import SHARDS, Site, brisk

WAIT_S = 30.0
LOOK_S = 0.1
COMMITS_EVERY_S = 0.5
HEAD_END = b"\r\n\r\n"


class Hook:
    """A webhook that answers when it may, and counts what came."""

    def __init__(self) -> None:
        self.came = 0
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(HEAD_END)
        self.came += 1
        self.asked.set()
        await self.may_answer.wait()
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close" + HEAD_END)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def hooked() -> AsyncIterator[tuple[Hook, Policy]]:
    """A webhook, and a policy whose only rung tells it."""
    hook = Hook()
    server = await asyncio.start_server(hook.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    channel = WebhookChannel(url=f"http://127.0.0.1:{port}/", timeout_s=WAIT_S)
    told = Person(id="sup", channels=(channel,))
    ladder = (Rung(name="tell", after_s=1, notify="supervisors"),)
    policy = brisk(version="p2", ladder=ladder).model_copy(update={"supervisors": (told,)})
    try:
        yield hook, policy
    finally:
        hook.may_answer.set()
        server.close()


async def journal_end(site: Site) -> int:
    """The sum of the ends of all journals."""
    async with LogReader(site.settings.kafka, site.settings.topic(JOURNAL)) as reader:
        return sum([await reader.end(shard) for shard in range(SHARDS)])


async def test_nothing_is_committed_past_a_notice_before_it_was_told(site: Site) -> None:
    async with hooked() as (hook, policy):
        await site.publish(policy)
        worker = await site.worker()
        await site.taken(await site.capture("hot", grade=95))
        await asyncio.wait_for(hook.asked.wait(), WAIT_S)
        await asyncio.sleep(3 * COMMITS_EVERY_S)  # for commits that should not be
        end = await journal_end(site)
        assert await site.committed(JOURNAL) < end
        worker.kill()
        hook.asked.clear()
        await site.worker()
        await asyncio.wait_for(hook.asked.wait(), WAIT_S)
        assert hook.came == 2, "the next worker tells it"
        hook.may_answer.set()
        await site.holds()


async def test_what_was_told_is_committed_though_nothing_follows(site: Site) -> None:
    async with hooked() as (hook, policy):
        await site.publish(policy)
        await site.worker()
        await site.taken(await site.capture("hot", grade=95))
        await asyncio.wait_for(hook.asked.wait(), WAIT_S)
        hook.may_answer.set()
        async with asyncio.timeout(WAIT_S):
            while True:
                if await site.committed(JOURNAL) == await journal_end(site):
                    break
                await asyncio.sleep(LOOK_S)
        await site.stop_workers()
        await site.worker()
        await site.taken(await site.capture("cold", grade=5))
        assert hook.came == 1, "and it is not told again"
        await site.holds()
