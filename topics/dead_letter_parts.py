"""Dead letters larger than a record may be, in parts (put together by router/dead_letters).

Any record that a topic of ours takes fits into one letter. One that was compressed, or that came
from a topic with a larger limit, may need several.
"""

import hashlib
from typing import Final

from hotlead.topics.dead_letters import (
    RECORD_BYTES_MAX,
    DeadLetter,
    Part,
    encode_dead_letter,
)

#: Of base64, a multiple of 4: so each part is base64 by itself.
PART_MAX: Final = 3 * 1024 * 1024
#: A longer key of the record is left out; no reader of ours uses one.
KEY_MAX: Final = 512 * 1024

assert PART_MAX + KEY_MAX < RECORD_BYTES_MAX  # noqa: S101


def in_records(letter: DeadLetter) -> list[tuple[bytes, bytes]]:
    """Keys and values of the Kafka records that hold the letter, in order; most times one."""
    if letter.key is not None and len(letter.key) > KEY_MAX:
        letter = letter.model_copy(update={"key": None})
    if len(letter.value) <= PART_MAX:
        return [encode_dead_letter(letter)]
    shares = [letter.value[at : at + PART_MAX] for at in range(0, len(letter.value), PART_MAX)]
    raw = letter.raw
    sha256 = hashlib.sha256(raw).hexdigest()
    first = letter.model_copy(
        update={"value": shares[0], "parts": len(shares), "size": len(raw), "sha256": sha256}
    )
    key, value = encode_dead_letter(first)
    rest = [
        Part(letter=letter.id, sha256=sha256, part=number, value=share)
        for number, share in enumerate(shares[1:], 1)
    ]
    return [(key, value), *((key, part.model_dump_json().encode()) for part in rest)]
