"""Made-up people: numbers in a range that no operator gives out, the same at each run."""

import hashlib

from hotlead.router.rules.identity import TEST_PREFIX

NUMBERS = 10_000_000


class People:
    """Gives each person of a file a number of their own: `+86140`, the map's block, 7 digits.

    The number comes from the person's id. Where two ids give the same, the later one takes the
    next that is free, so the numbers are the same whenever the same file is read.
    """

    def __init__(self, block: int) -> None:
        self._block = block
        self._numbers: dict[str, int] = {}
        self._taken: set[int] = set()

    def phone(self, person: str) -> str:
        """The person's number."""
        number = self._numbers.get(person)
        if number is None:
            digest = hashlib.sha256(person.encode()).digest()
            number = int.from_bytes(digest[:8], "big") % NUMBERS
            while number in self._taken:
                number = (number + 1) % NUMBERS
            self._taken.add(number)
            self._numbers[person] = number
        return f"{TEST_PREFIX}{self._block}{number:07d}"
