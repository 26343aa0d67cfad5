"""What came of telling people outside of hotlead."""

from typing import Annotated, Final, Literal

from pydantic import Field

from hotlead.topics.event import Event, InboxEvent
from hotlead.topics.names import EventId, Name

NoticeResult = Literal[
    "accepted", "refused", "unanswered", "gone", "given_up", "obsolete", "failing"
]


class NoticeOf(Event):
    """One notice, and the lead that it is about."""

    notice: EventId
    lead: Name


class NoticeSent(InboxEvent):
    """What came of one message outside, which may hold several notices. No answer is waited for.

    `accepted` is the service's word that it took the message, no proof that anybody saw it.
    `failing` alone is no end: it is tried on, and another result follows.
    `to` is a rep or a person of the policy, `via` is web-push, webhook or the vendor.
    """

    kind: Literal["notice_sent"] = "notice_sent"
    tenant: Name
    to: Name
    via: Name
    result: NoticeResult
    attempts: Annotated[int, Field(ge=0, le=1_000_000)]
    subscription: Name | None = None
    notices: Annotated[tuple[NoticeOf, ...], Field(min_length=1, max_length=100)]


class NoticeSeen(InboxEvent):
    """A phone of the rep's has shown a push."""

    kind: Literal["notice_seen"] = "notice_seen"
    tenant: Name
    rep: Name
    notice: EventId
    lead: Name


EVENTS: Final = (
    NoticeSent,
    NoticeSeen,
)
