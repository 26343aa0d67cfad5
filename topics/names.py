"""The shapes of names that travel: ids, tenants, pools, skills.

`|`, `,` and `:` separate names inside Redis members, so no name may hold them.
"""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("holds a control character; remove it")
    return value


Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^|,:\s/{}*\"\\]+$"
    ),
    AfterValidator(_printable),
]
"""A tenant, pool, rep, region, skill, channel, signal or attribute name, at most 64 characters."""

EventId = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=128, pattern=r"^[^|\s\"\\]+$"
    ),
    AfterValidator(_printable),
]
"""The source's own id of an event, at most 128 characters; what duplicates are recognised by."""

ScopedActionId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=256, pattern=r"^[^|\s\"\\]+$"),
    AfterValidator(_printable),
]
"""An action's id as the inbox knows it: the caller's role, tenant and id, then their id of it."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=256)]
"""Free text that people typed, at most 256 characters. It is an attacker's text: never markup."""
