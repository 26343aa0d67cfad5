"""What an action asks, in one word: an id that was used for one word is refused for another."""

from hashlib import sha256
from typing import Final

import orjson

from hotlead.router.privacy.masking import letters_only, mask_text
from hotlead.topics.event import ActionEvent

ASKED_HEX: Final = 24
#: The id itself; and what the gateway puts in, anew each time that the same is asked.
_NOT_ASKED: Final = {"action_id", "before_ms"}
_TYPED: Final = ("name", "note", "reason")


def asked(event: ActionEvent) -> str:
    """Who asks, which call, of what, with which content: as the journal keeps it, digits hidden.

    So whoever reads the word in the journal learns nothing by trying numbers.
    """
    told = event.model_dump(mode="json", exclude=_NOT_ASKED, exclude_none=True)
    told |= {name: mask_text(told[name]) for name in _TYPED if name in told}
    digest = sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return letters_only(digest[:ASKED_HEX])
