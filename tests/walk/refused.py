"""Commands of the pages that a walk does not do, each with its reason."""

import re
from collections.abc import Mapping
from typing import Final

#: What starts, installs or deletes on this machine more than a test may.
NEVER: Final = {
    r"^HOTLEAD_HOST=0\.0\.0\.0 ": "opens a port to the network; test_up.py does it with a token",
    r"^docker compose ": "needs Docker; tests/unit/deploy and tests/integration/deploy do the same",
}
#: What takes minutes: `make walk` does it.
LONG: Final = {
    r"^make demo$": "a minute and more; tests/integration/router/demo plays days",
    r"^hotlead demo ": "half a minute and more; tests/integration/router/demo plays days",
}
#: What names something that is the reader's own.
OWN_THINGS: Final = {
    r"/ld_0-7-2\b": "an id of one's own; test_docs_commands.py reads call and body",
    r"^hotlead dead-letters (show|replay) 17\b": "an offset of one's own; see test_dead_letters.py",
    r"^hotlead replay (calls\.csv|leads\.xlsx) ": "a file of one's own; see test_replay.py",
}
#: Of a walk on Tansu.
NO_KCAT: Final = {r"\bkcat ": "needs Apache Kafka, as the page says"}


def why_not(statement: str, refused: Mapping[str, str]) -> str | None:
    """The reason for which it is left out, or None."""
    return next((why for pattern, why in refused.items() if re.search(pattern, statement)), None)
