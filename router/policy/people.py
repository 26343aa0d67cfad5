"""The policy's part about people: how they are told, when a rep is reachable, why they decline."""

from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from hotlead.router.policy.part import Names, Part, Real, Seconds, Whole
from hotlead.topics.names import Name, Text

ASSIGNED: Final = "assigned"
"""What a rep's channel names beside rungs: every new assignment."""

Label = Annotated[Text, Field(min_length=1)]


class Limit(Part):
    """At most so many messages within so many seconds, wherever these begin."""

    at_most: Annotated[Whole, Field(ge=1, le=1_000_000)]
    per_s: Seconds


class WebhookChannel(Part):
    """A webhook: JSON sent by POST. `rungs` are those it tells of, all when it names none.

    `secret` is the name of what it is signed with, which the workers alone know; none: unsigned.
    """

    kind: Literal["webhook"] = "webhook"
    url: Annotated[str, Field(pattern=r"^https?://", max_length=2048, repr=False)]
    timeout_s: Annotated[Real, Field(gt=0, le=60)] = 5.0
    secret: Name | None = None
    rungs: Names = ()

    @property
    def via(self) -> str:
        """How the journal and the metrics name it."""
        return self.kind


class AppriseChannel(Part):
    """A vendor that apprise knows, by apprise's URL, which holds the secret: it is never logged.

    `limits` None stands for the vendor's own. `shows` are the fields that may leave: pool, channel,
    score, masked, or an attribute's name. `rungs` are those it tells of, all when it names none.
    """

    kind: Literal["apprise"]
    url: Annotated[
        str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]{0,31}://\S+$", max_length=2048, repr=False)
    ]
    timeout_s: Annotated[Real, Field(gt=0, le=60)] = 10.0
    limits: Annotated[tuple[Limit, ...], Field(min_length=1, max_length=8)] | None = None
    shows: Names = ("pool", "channel", "score")
    rungs: Names = ()

    @property
    def via(self) -> str:
        """How the journal and the metrics name it: the vendor, as apprise's URL does."""
        return self.url.partition("://")[0].lower()


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        return str(value.get("kind", "webhook"))
    return getattr(value, "kind", None)


Channel = Annotated[
    Annotated[WebhookChannel, Tag("webhook")] | Annotated[AppriseChannel, Tag("apprise")],
    Discriminator(_kind),
]


class Person(Part):
    """A supervisor, a duty manager or a rep, and how they are told beside the log."""

    id: Name
    name: Text = ""
    language: Literal["zh", "en"] = "zh"
    channels: tuple[Channel, ...] = ()


class Reachability(Part):
    """When a rep counts as offline. Real seconds, at any speed of the clock.

    The page's heartbeat counts for `offline_after_s`, the receipt of a push for `receipt_counts_s`.
    """

    offline_after_s: Seconds = 60
    receipt_counts_s: Seconds = 1800

    @property
    def receipt_extra_ms(self) -> int:
        """How far in the future the heartbeat lies that a receipt is worth, in milliseconds."""
        return max(0, round((self.receipt_counts_s - self.offline_after_s) * 1000))


class DeclineReason(Part):
    """One reason that a rep may choose, as their page shows it."""

    code: Name
    en: Label
    zh: Label


DEFAULT_DECLINE_REASONS: Final = (
    DeclineReason(code="with_customer", en="With a customer", zh="正在接待客户"),
    DeclineReason(code="not_my_area", en="Not my area", zh="不是我的区域"),
    DeclineReason(code="not_my_product", en="Not my product", zh="不是我的产品"),
    DeclineReason(code="known_customer", en="A colleague’s customer", zh="同事的客户（撞单）"),
    DeclineReason(code="other", en="Another reason", zh="其他原因"),
)
