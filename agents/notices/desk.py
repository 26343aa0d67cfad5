"""Takes what the journal tells and gives it to the queues, one for each person and way."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from time import monotonic
from typing import Final

import httpx
from redis.asyncio import Redis

from hotlead.agents.notices.holds import Holds
from hotlead.agents.notices.leads import Leads
from hotlead.agents.notices.next_ways import NextWays
from hotlead.agents.notices.notice import AtBoard, Notice, Told
from hotlead.agents.notices.phones import Phones
from hotlead.agents.notices.queue import Means, Queue, Waiting
from hotlead.agents.notices.reports import Reports
from hotlead.agents.notices.staged import Staged
from hotlead.agents.notices.ways import ByPush, ByVendor, ByWebhook, Way
from hotlead.agents.notices.whom import Addressed, Whom, rep_matter
from hotlead.agents.tools import Tools
from hotlead.router.cancelling import cancel
from hotlead.router.policy.people import Channel, Person, WebhookChannel
from hotlead.router.push.limits import Limits
from hotlead.router.push.vapid import VapidKey
from hotlead.router.push.vendors import Vendors
from hotlead.router.push.web_push import WebPush
from hotlead.router.push.webhooks import Webhooks, webhook_secrets
from hotlead.router.state.store_clock import StoreClock
from hotlead.router.state.views.subscriptions import Subscription
from hotlead.topics.inbox import NoticeOf, NoticeResult, NoticeSent
from hotlead.topics.journal import Change, Entry
from hotlead.topics.journal.assignments import Assigned
from hotlead.topics.journal.leads import RungFired, ServedAgain, SlowerRung, Unserved
from hotlead.topics.journal.notices import NoticeSent as Journalled
from hotlead.topics.journal.reps import PushSubscribed
from hotlead.topics.streams import INBOX

log = logging.getLogger(__name__)

HEARD: Final = (
    PushSubscribed,
    Journalled,
    RungFired,
    Assigned,
    SlowerRung,
    Unserved,
    ServedAgain,
)
"""The changes that `hear` does something with."""
#: Older ones may have been told before, by the worker that read this part of the journal first.
OLD_S: Final = 5.0
WAITING_MAX: Final = 10_000
ALL_WAITING_MAX: Final = 100_000
CONNECTIONS: Final = httpx.Limits(max_connections=200, max_keepalive_connections=50)


class Notices:
    """Sends what rungs and assignments have to say."""

    def __init__(self, tools: Tools, redis: "Redis", clock: StoreClock) -> None:
        settings = tools.settings
        #: Called with a shard of which notices were sent, or given up.
        self.when_told: Callable[[int], None] = lambda _: None
        self._metrics = tools.metrics.push
        self._clock = clock
        self._whom = Whom(tools.policies.get)
        self._next = NextWays(self._whom)
        self._staged = Staged()
        self._holds = Holds()
        self._queues: dict[tuple[str, object], Queue] = {}
        self._senders: dict[tuple[str, object], asyncio.Task[None]] = {}
        self._all_waiting = 0
        self._http = httpx.AsyncClient(follow_redirects=False, limits=CONNECTIONS)
        self._webhooks = Webhooks(self._http, webhook_secrets(settings.webhook_secrets))
        self._vendors = Vendors()
        key = VapidKey.derive(settings.secret)
        self._web_push = WebPush(self._http, key, settings.push_subject, settings.push_services)
        self._phones = Phones(redis, settings.redis_prefix, self._found, self._looked)
        self._reports = Reports(
            tools.producer,
            settings.topic(INBOX),
            settings.identity_key.encode(),
            self._metrics,
        )
        self._means = Means(
            Leads(redis, settings.redis_prefix),
            Limits(redis, settings.redis_prefix, settings.secret),
            self._clock,
            self._metrics,
            self._ended,
            self._failing,
        )

    async def stop(self, grace_s: float = 3.0) -> None:
        """Gives what is under way a moment, then drops it."""
        ends = monotonic() + grace_s
        while (tasks := self._tasks()) and (left := ends - monotonic()) > 0:
            await asyncio.wait(tasks, timeout=left)
        await cancel(self._tasks())
        await self._reports.stop(max(0.5, ends - monotonic()))
        await self._http.aclose()

    def _tasks(self) -> list[asyncio.Task[None]]:
        beside = (self._phones.task, self._staged.task)
        return [*self._senders.values(), *(task for task in beside if task is not None)]

    def through(self, shard: int, offset: int) -> int:
        """Up to where a shard's journal may be committed, when it was read up to this offset."""
        return self._holds.through(shard, offset)

    def hear(self, change: Change, entry: Entry, shard: int, place: int, through: int) -> None:
        """A change was journalled, at this place of its entry.

        `through` is the offset of the last valid entry before its own, -1 when none is known.
        """
        match change:
            case PushSubscribed():
                self._phones.subscribed.hear(change, shard)
            case Journalled(result=result) if result != "failing":
                self._staged.result(change.notice, change.via)
            case RungFired():
                log.info("rung %s of lead %s, pool %s", change.name, change.lead, change.pool)
                self._tell(change, Told(change, entry, shard, place, through))
            case SlowerRung():
                log.info("%s: lead %s, pool %s", change.why, change.lead, change.pool)
                if not change.test:
                    self._tell_board(AtBoard(change, entry, shard, place, through))
            case Unserved() | ServedAgain():
                log.info("pool %s of tenant %s: %s", change.pool, change.tenant, change.kind)
                self._tell_board(AtBoard(change, entry, shard, place, through))
            case Assigned() if not self._concerns_nobody(change, entry, shard):
                self._tell(change, Told(change, entry, shard, place, through))

    def _tell_board(self, told: AtBoard) -> None:
        for person, channel, notice in self._whom.at_board(told):
            self._begin(person, channel, notice, told.through)

    def _tell(self, change: RungFired | Assigned, told: Told) -> None:
        shard, through = told.shard, told.through
        if change.test:
            return
        for person, channel, notice in self._whom.addressed(told):
            self._begin(person, channel, notice, through)
        phone = self._phones.subscribed.may_be(shard, change.rep or "")
        if phone and rep_matter(told) is not None:
            if self._phones.add(told):
                self._holds.hold(shard, through)
            else:
                self._drop("web-push", self._whom.to_rep(told))

    def forget(self, shards: Collection[int]) -> None:
        """These are followed by another worker now, or from another place on."""
        self._phones.subscribed.forget(shards)

    def _concerns_nobody(self, change: Assigned, entry: Entry, shard: int) -> bool:
        """Most assignments go to reps whose page is open, and who have no other way: soon said."""
        return not self._phones.subscribed.may_be(shard, change.rep) and not self._whom.lists(
            entry.policy, change.rep
        )

    def handled(self) -> None:
        """A batch of the journal was heard whole."""
        self._phones.look()

    def _found(self, told: Told, phones: Sequence[Subscription]) -> None:
        """The subscriptions of a change's rep; each gets its own queue."""
        notice = self._whom.to_rep(told)
        if notice is None:
            return
        for phone in phones:
            key = (notice.to, (notice.tenant, phone))
            queue = self._queues.get(key)
            if queue is None:
                queue = self._open(key, ByPush(self._web_push, phone, self._clock))
            self._add(queue, notice, told.through)

    def _looked(self, looked: Sequence[Told]) -> None:
        """Who has a phone is queued; the others need not be waited for."""
        for told in looked:
            self._holds.release(told.shard, told.through)
        for shard in {told.shard for told in looked}:
            self.when_told(shard)

    def _begin(self, person: Person, channel: Channel, notice: Notice, through: int) -> None:
        """Queues a notice that was heard, an old one not before it is known not to be told."""
        clock = self._clock
        if clock.real_seconds(clock.now_ms() - notice.at) <= OLD_S:
            self._add(self._queue(person, channel), notice, through)
            return
        self._holds.hold(notice.shard, through)

        def drop() -> None:
            self._holds.release(notice.shard, through)
            self.when_told(notice.shard)

        def tell() -> None:
            self._add(self._queue(person, channel), notice, through)
            drop()

        self._staged.keep(notice, channel.via, tell, drop)

    def _queue(self, person: Person, channel: Channel) -> Queue:
        key = (person.id, (channel, person.language))
        queue = self._queues.get(key)
        if queue is None:
            way: Way
            if isinstance(channel, WebhookChannel):
                way = ByWebhook(self._webhooks, person.id, channel)
            else:
                way = ByVendor(self._vendors, person, channel)
            queue = self._open(key, way)
        return queue

    def _open(self, key: tuple[str, object], way: Way) -> Queue:
        queue = self._queues[key] = Queue(way, self._means)
        self._senders[key] = asyncio.create_task(self._run(key, queue))
        return queue

    async def _run(self, key: tuple[str, object], queue: Queue) -> None:
        try:
            await queue.run()
        finally:
            del self._queues[key], self._senders[key]

    def _add(self, queue: Queue, notice: Notice, through: int) -> None:
        if len(queue) >= WAITING_MAX or self._all_waiting >= ALL_WAITING_MAX:
            self._drop(queue.way.via, notice)
            return
        if not self._next.begun(notice, queue.way.channel):
            return  # heard again while it waits
        queue.add(notice, through)
        self._all_waiting += 1
        self._metrics.waiting[queue.way.via].inc()
        self._holds.hold(notice.shard, through)

    def _drop(self, via: str, notice: Notice | None) -> None:
        """There is no room for it: it is told to nobody, and that is said."""
        if notice is None:
            return
        log.error("too many notices wait by %s; %s is dropped", via, notice.id)
        self._metrics.messages[via, "given_up"].inc()
        self._metrics.notices[via, "given_up"].inc()
        self._report(notice.shard, _sent(via, None, "given_up", 0, [notice]), lambda: None)

    def _failing(self, way: Way, some: Sequence[Waiting]) -> None:
        """Says that a way has failed for a while, and tells by the next one beside it."""
        self._count(way, "failing", some)
        first = some[0]
        self._report(
            first.notice.shard,
            _sent(way.via, way.subscription, "failing", first.attempts, _notices(some)),
            lambda: None,
        )
        for one in some:
            self._go_on(self._next.failing(one.notice, way.channel), one)

    def _go_on(self, nexts: Sequence[Addressed], one: Waiting) -> None:
        for person, channel, notice in nexts:
            log.warning("notice %s is told by the next way, %s", notice.id, channel.via)
            self._add(self._queue(person, channel), notice, one.through)

    def _count(self, way: Way, result: NoticeResult, some: Sequence[Waiting]) -> None:
        self._metrics.messages[way.via, result].inc()
        self._metrics.notices[way.via, result].inc(len(some))
        if result not in ("accepted", "gone", "obsolete"):
            log.error(
                "notice %s and %d more: %s by %s after %d attempts",
                some[0].notice.id,
                len(some) - 1,
                result,
                way.via,
                some[0].attempts,
            )

    def _ended(self, way: Way, result: NoticeResult, over: Sequence[Waiting]) -> None:
        """Counts and reports what came of a message. The journal is held until that is told."""
        self._all_waiting -= len(over)
        self._metrics.waiting[way.via].dec(len(over))
        self._count(way, result, over)
        first = over[0]
        if first.began is not None:
            self._metrics.duration[way.via].observe(monotonic() - first.began)
        # Before the journal may be committed past them.
        for one in over:
            self._go_on(self._next.ended(one.notice, way.channel, result), one)
        shard = first.notice.shard

        def told() -> None:
            for one in over:
                self._holds.release(shard, one.through)
            self.when_told(shard)

        sent = _sent(way.via, way.subscription, result, first.attempts, _notices(over))
        self._report(shard, sent, told)

    def _report(self, shard: int, sent: NoticeSent, told: Callable[[], None]) -> None:
        """The journal has what came of notices in the stories of leads: of pools there is none."""
        if sent.notices:
            self._reports.report(shard, sent, told)
        else:
            told()


def _notices(some: Sequence[Waiting]) -> list[Notice]:
    return [one.notice for one in some]


def _sent(
    via: str,
    subscription: str | None,
    result: NoticeResult,
    attempts: int,
    notices: Sequence[Notice],
) -> NoticeSent:
    first = notices[0]
    return NoticeSent(
        tenant=first.tenant,
        to=first.to,
        via=via,
        result=result,
        attempts=attempts,
        subscription=subscription,
        notices=tuple(NoticeOf(notice=one.id, lead=one.lead) for one in notices if one.lead),
    )
