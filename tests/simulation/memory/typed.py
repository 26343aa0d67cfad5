"""Each change that Lua makes in this store is held to its type, so that Lua cannot drift."""

from typing import Any

import orjson

from hotlead.topics.journal import WrongChange
from hotlead.topics.journal.strict import check


class Drifted(BaseException):
    """A script wrote a change that does not fit its type. No Exception, as owners survive those."""


def check_entries(reply: Any) -> None:
    """Takes what `run` answered: for each transition its code and its entry. Raises Drifted."""
    for row in reply if isinstance(reply, list) else ():
        if isinstance(row, list) and len(row) == 2 and row[1][:1] == b"{":
            entry = orjson.loads(row[1])
            for change in entry["changes"]:
                try:
                    check(change, entry["policy"])
                except WrongChange as error:
                    raise Drifted(f"change {error}") from None
