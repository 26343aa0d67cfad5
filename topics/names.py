"""The shapes of names that travel: ids, tenants, pools, skills.

`|`, `,` and `:` separate names inside Redis members, so no name may hold them.
"""

from typing import Annotated, Final
from unicodedata import normalize

from pydantic import AfterValidator, StringConstraints

NAME_PATTERN: Final = r"^[^|,:\s/{}*\"\\]+$"
NAME_MEND: Final = 'holds a space or one of | , : / { } * " \\; take it out'
"""What the pattern refuses. The pages have the same (router/web/src/shared/names.ts)."""


def printable(value: str) -> str:
    """The text as it is. Raises ValueError when nobody would see all of it."""
    if not value.isprintable():
        raise ValueError("holds a control character; remove it")
    return value


def _settled(value: str) -> str:
    """The name in one form, however its accents were typed."""
    if value.isalnum() and value.isascii():
        return value
    if value in (".", ".."):
        raise ValueError("is no name: in an address it would stand for a place")
    return normalize("NFC", printable(value))


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=NAME_PATTERN),
    AfterValidator(_settled),
]
"""A tenant, pool, rep, region, skill, channel, signal or attribute name, at most 64 characters.

Of any script that people use: 张三 and O'Brien are names.
"""

EventId = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=128, pattern=r"^[^|\s\"\\]+$"
    ),
    AfterValidator(printable),
]
"""The source's own id of an event, at most 128 characters; what duplicates are recognised by."""

ScopedActionId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=256, pattern=r"^[^|\s\"\\]+$"),
    AfterValidator(printable),
]
"""An action's id as the inbox knows it: the caller's role, tenant and id, then their id of it."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=256)]
"""Free text that people typed, at most 256 characters. It is an attacker's text: never markup."""

Short = Annotated[str, StringConstraints(max_length=128)]
"""A keyed hash, or another word of ours."""
Kept = Annotated[str, StringConstraints(max_length=256)]
"""What was a Text where it came in, as it was made of it."""
