"""Telling people outside: supervisors and duty managers, and reps on their phones.

Everything is sent beside the stream, so that a service that hangs delays nobody. What is to be told
to one person by one way while an earlier message is under way, or while its bucket is empty, goes
out as one message. Each is tried a few times and may come twice, with the same id. A test lead is
never told to anybody outside.

Until a notice was sent, or tried in vain, or is of no use any more, the journal is committed only
up to the entry before its own: a worker that dies meanwhile loses none.
"""

from hotlead.agents.notices.desk import HEARD, Notices

__all__ = ["HEARD", "Notices"]
