"""Phone numbers kept out of what is journalled, shown and logged, whatever field they come in.

Which digits can be a number that somebody answers: a Chinese mobile (11 digits from 1, also behind
+86 or 0086), a service number (10 digits from 400 or 800), a landline with its area code (10 to 12
digits from 0, a digit less where a form took the 0 away), a foreign one (10 or more). Seven to nine
digits may be a local landline inside text; as the whole of an attribute they are an amount.

How they are written is read first (`digits.py`). What is not found is told in SECURITY.md.
"""

import re
from typing import Final

from hotlead.router.privacy.digits import few_digits, plain
from hotlead.topics.captures import AttributeValue, value_text

#: What people and forms put between the digits of one number.
_GAP: Final = r"[\s()（）\[\]./\\_+·•\-‐-―−－．／]{0,3}"
_ANY_GAP: Final = r"(?:\W|_){0,6}"
_MOBILE: Final = rf"{_ANY_GAP}[3-9](?:{_ANY_GAP}\d){{9}}"
#: One and the same text between its digits, letters as well, wherever there is one.
_SPELLED: Final = r"(?=\d*(?P<sign>\D{1,4})\d)(?P=sign)?[3-9](?:(?P=sign)?\d){9}"
#: Digits each by itself, as nobody writes amounts.
_LONE: Final = r"(?<!\d)\d(?:(?:\W|_){{1,6}}\d(?!\d)){{{},}}"
_NUMBERS: Final = re.compile(
    rf"\+?(?:1(?:{_MOBILE}(?:{_GAP}\d)*|{_SPELLED})|{_LONE.format(6)}|\d(?:{_GAP}\d){{6,}})"
)
#: In ids digits stand side by side for many reasons: a number has its own groups, or none, or is
#: made of whole groups. Each begins with a digit or sign of its own, which is looked for first.
_FULL_NUMBERS: Final = tuple(
    re.compile(number)
    for number in (
        rf"1[3-9]\d{_ANY_GAP}\d{{4}}{_ANY_GAP}\d{{4}}",
        rf"1(?:(?<!\d1)|(?<=861))(?:{_MOBILE}|{_SPELLED})(?!\d)",
        rf"0(?<!\d0)\d{{2,3}}{_GAP}\d{{3,4}}{_GAP}\d{{4}}(?!\d)",
        rf"[48](?<!\d.)00{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}(?!\d)",
        rf"\+(?:{_GAP}\d){{8,}}",
        _LONE.format(9),
    )
)
_NUMBER: Final = re.compile(r"-?([0-9]{1,9})(?:\.([0-9]+))?")
_AMOUNT_DIGITS: Final = 9
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")
#: At least so many stars stand where digits were.
_HIDDEN: Final = "*" * 7


def numbers_in(text: str) -> list[tuple[int, int]]:
    """Where numbers may stand in a text that people typed: from, and up to."""
    if few_digits(text):
        return []
    read, places = plain(text)
    found = (one.span() for one in _NUMBERS.finditer(read))
    return [(places[start], places[end - 1] + 1) for start, end in found]


def mask_text(text: str) -> str:
    """Text with every run of seven or more digits hidden, for what people type into notes."""
    kept, at = [], 0
    for start, end in numbers_in(text):
        kept += [text[at:start], "*" * min(max(end - start, len(_HIDDEN)), 8)]
        at = end
    return "".join(kept) + text[at:]


def mask_value(value: AttributeValue) -> str:
    """An attribute's value as text, numbers of phones hidden; what is plainly an amount stays."""
    text = value_text(value)
    return text if isinstance(value, bool) or _is_amount(value, text) else mask_text(text)


def mask_name(name: str) -> str:
    """A person's name for those who may not read it: its first sign, which in Chinese is the family
    name, and stars."""
    return f"{name.strip()[:1]}**"


def is_hidden(text: str) -> bool:
    """Whether something was hidden in a text that is kept."""
    return _HIDDEN in text


def holds_phone(text: str) -> bool:
    """Whether a whole phone number may stand in an id; also where it is part of a longer one."""
    if few_digits(text):
        return False
    read, _ = plain(text)
    return any(number.search(read) for number in _FULL_NUMBERS)


def letters_only(digest: str) -> str:
    """A hash without digits, so that no part of it looks like a phone number."""
    return digest.translate(_LETTERS)


def field_path(loc: tuple[int | str, ...]) -> str:
    """The path of a field at fault below what was validated: `.contact.phone`, `[3].event_id`."""
    parts = [part for part in loc if part != "[key]"]
    # Below an attribute there are only the kinds of value that were tried.
    if "attributes" in parts:
        parts = parts[: parts.index("attributes") + 2]
    # A field's name is text that was sent, so it is shown as notes are: without long numbers.
    return "".join(
        f"[{part}]" if isinstance(part, int) else f".{mask_text(part)[:64]}" for part in parts
    )


def _is_amount(value: AttributeValue, text: str) -> bool:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return False
    whole, fraction = found[1], found[2] or ""
    # In text a point may separate the parts of a phone number; cents and a short whole do not.
    typed = isinstance(value, str)
    return not typed or len(fraction) <= 2 or len(whole + fraction) <= _AMOUNT_DIGITS
