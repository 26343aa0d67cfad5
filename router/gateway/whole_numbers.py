"""Whole numbers as they come in texts of requests."""

from typing import Final

#: More digits than this no number of ours has; beyond 4,300 Python refuses to read them at all.
DIGITS_MAX: Final = 18


def whole(text: str) -> int | None:
    """The number, or None for all but a few plain digits (`²` is a digit, and no number)."""
    if len(text) > DIGITS_MAX or not (text.isascii() and text.isdigit()):
        return None
    return int(text)
