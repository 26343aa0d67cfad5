"""Putting a dead letter of several parts together again."""

import base64
import binascii
import hashlib

from pydantic import ValidationError

from hotlead.router.errors import LetterTorn
from hotlead.topics.dead_letters import DeadLetter, Part, decode_record


class Gathered:
    """A letter of several parts, being put together from the records behind it."""

    def __init__(self, letter: DeadLetter) -> None:
        self._letter = letter
        self._shares = {0: letter.value}

    def take(self, value: bytes | None) -> bool:
        """One more record of the topic; True once nothing is missing."""
        try:
            record = decode_record(value or b"")
        except ValidationError:
            return False
        of = (self._letter.id, self._letter.sha256)
        if isinstance(record, Part) and (record.letter, record.sha256) == of:
            self._shares[record.part] = record.value
        return len(self._shares) == self._letter.parts

    def whole(self) -> DeadLetter:
        """The letter as if it were one record. Raises LetterTorn."""
        letter, shares = self._letter, self._shares
        missing = [str(number) for number in range(letter.parts) if number not in shares]
        if missing:
            raise LetterTorn(
                f"part {', '.join(missing)} of {letter.parts} of the dead letter of {letter.id} is"
                " not there; its writer was cut off, and writes all parts again when it works the"
                " record again: look for a newer letter of it"
            )
        value = "".join(shares[number] for number in range(letter.parts))
        try:
            sha256 = hashlib.sha256(base64.b64decode(value, validate=True)).hexdigest()
        except binascii.Error:
            sha256 = None
        if sha256 != letter.sha256:
            raise LetterTorn(f"the parts of the dead letter of {letter.id} are not what it was")
        return letter.model_copy(update={"value": value, "parts": 1})
