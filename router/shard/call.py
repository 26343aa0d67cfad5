"""One transition to run: what the owner makes of an event of the inbox, or of a timer."""

from dataclasses import dataclass
from typing import Any

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One transition, by its file's name, with the request that it reads (JSON)."""

    script: str
    request: Request
