"""The journal written down after a run, as the checker reads it: one JSON object a record."""

from pathlib import Path

import orjson

from hotlead.router.kafka.topic_contents import read_all
from hotlead.router.settings import Settings
from hotlead.topics.streams import JOURNAL


async def dump_journal(settings: Settings, path: Path) -> None:
    """Every record of all partitions; `value` is null for one that is no JSON object."""
    with path.open("wb") as file:
        async for record in read_all(settings.kafka, settings.topic(JOURNAL)):
            line = {
                "partition": record.partition,
                "offset": record.offset,
                "timestamp": record.timestamp_ms,
                "value": _object(record.value),
            }
            file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def _object(raw: bytes | None) -> object:
    try:
        found = orjson.loads(raw or b"")
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None
