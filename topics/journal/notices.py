"""What came of telling people outside of hotlead."""

from hotlead.topics.inbox import NoticeResult
from hotlead.topics.journal.change import change
from hotlead.topics.journal.leads import OfLead


@change("notice_sent")
class NoticeSent(OfLead):
    """What came of telling somebody outside; `accepted` is the service's word."""

    notice: str
    to: str
    via: str
    result: NoticeResult
    attempts: int


@change("notice_seen")
class NoticeSeen(OfLead):
    """A phone of the rep's has shown a push."""

    notice: str
    rep: str
