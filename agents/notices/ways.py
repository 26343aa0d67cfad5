"""The ways to a person: a webhook, a vendor through apprise, a phone's Web Push subscription."""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from hotlead.agents.notices.notice import Notice
from hotlead.router.policy.people import AppriseChannel, Limit, Person, WebhookChannel
from hotlead.router.push.outcome import Outcome
from hotlead.router.push.payload import payload
from hotlead.router.push.sentences import About, message
from hotlead.router.push.vendor_limits import limits_of
from hotlead.router.push.vendors import Vendors
from hotlead.router.push.web_push import WebPush, topic_of, ttl_s
from hotlead.router.push.webhooks import Webhooks
from hotlead.router.state.store_clock import StoreClock
from hotlead.router.state.views.place import Fields
from hotlead.router.state.views.subscriptions import Subscription
from hotlead.topics.assignments import assignment_id

TOGETHER_MAX: Final = 100
MINUTE_MS: Final = 60_000

Item = tuple[Notice, Fields]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a message. `told` are the places of those that it told of; None: all."""

    outcome: Outcome
    told: tuple[int, ...] | None = None


class Way(ABC):
    """How one person is told.

    `looks` means that leads are looked at again before each message. `channel` names what `limits`
    are for; it may hold a secret. A message is under way for `timeout_s` at most.
    """

    via: str
    channel: str
    subscription: str | None = None
    looks: bool = True
    limits: tuple[Limit, ...] = ()
    timeout_s: float = 0.0

    def goes_with(self, notice: Notice) -> Hashable:
        """What notices that go out as one message have in common."""
        return None

    def useful_s(self, notice: Notice) -> float | None:
        """For how many real seconds more it is worth sending; None: as long as any notice is."""
        return None

    @abstractmethod
    async def send(self, items: Sequence[Item]) -> Sent:
        """Sends them as one message."""


class ByWebhook(Way):
    """JSON by POST, a message for each notice: the same id has the same body, whoever sends it."""

    via = "webhook"
    looks = False

    def __init__(self, webhooks: Webhooks, person: str, channel: WebhookChannel) -> None:
        self._webhooks, self._person, self._to = webhooks, person, channel
        self.channel = channel.url

    def goes_with(self, notice: Notice) -> Hashable:
        return notice.id

    async def send(self, items: Sequence[Item]) -> Sent:
        notice, _ = items[0]
        body = orjson.dumps({"to": self._person, "notices": [notice.on_the_wire()]})
        return Sent(await self._webhooks.send(self._to, notice.id, body))


class ByVendor(Way):
    """Through apprise, in the person's language, with the fields that may leave."""

    def __init__(self, vendors: Vendors, person: Person, channel: AppriseChannel) -> None:
        self._vendors, self._person, self._to = vendors, person, channel
        self.via, self.channel, self.limits = channel.via, channel.url, limits_of(channel)
        self.timeout_s = channel.timeout_s

    async def send(self, items: Sequence[Item]) -> Sent:
        measure = await self._vendors.measure(self._to)
        if measure is None:
            return Sent(Outcome("refused"))
        about = [self._about(notice, row) for notice, row in items]
        says = message(about, self._person.language, measure.fits)
        return Sent(await self._vendors.send(self._to, says.title, says.text), says.settles)

    def _about(self, notice: Notice, row: Fields) -> About:
        known = {
            "pool": row.get("pool", notice.pool),
            "channel": row.get("channel", notice.channel),
            "score": f"{notice.score / 1e6:.1f}" if notice.lead else "",
            "masked": row.get("masked", ""),
        }
        shown = {name: known.get(name, row.get(f"a.{name}", "")) for name in self._to.shows}
        began = notice.since if notice.hot_at is None else notice.hot_at
        waited_min = None if began is None else (notice.at - began) // MINUTE_MS
        return About(
            notice.matter,
            {name: value for name, value in shown.items() if value},
            None if notice.matter in ("assigned", "served") else waited_min,
        )


class ByPush(Way):
    """To one phone, one assignment a message; of several notices of it the newest is said."""

    via = "web-push"

    def __init__(self, web_push: WebPush, subscription: Subscription, clock: StoreClock) -> None:
        self._web_push, self._to, self._clock = web_push, subscription, clock
        self.subscription, self.channel = subscription.subscription, subscription.endpoint

    def goes_with(self, notice: Notice) -> Hashable:
        return notice.lead, notice.epoch

    def useful_s(self, notice: Notice) -> float | None:
        """The time that the push service would keep it for."""
        return ttl_s(self._left_s(notice))

    async def send(self, items: Sequence[Item]) -> Sent:
        notice, row = items[-1]
        assignment = assignment_id(notice.lead, notice.epoch or "")
        left_s = self._left_s(notice)
        body = payload(
            notice=notice.id,
            kind="remind" if notice.matter == "remind" else "assigned",
            lead=notice.lead,
            assignment=assignment,
            channel=row.get("channel", notice.channel),
            score=notice.score / 1e6,
            hot=notice.hot_at is not None,
            high=notice.high,
            attributes={name[2:]: value for name, value in row.items() if name.startswith("a.")},
            until_ms=None if notice.until is None else self._clock.real_ms() + round(left_s * 1000),
        )
        return Sent(
            await self._web_push.send(self._to, body, ttl=ttl_s(left_s), topic=topic_of(assignment))
        )

    def _left_s(self, notice: Notice) -> float:
        if notice.until is None:
            return 0.0
        return self._clock.real_seconds(notice.until - self._clock.now_ms())
