"""Contacts beside the state: put there when a shard is made anew, and removed of repeats."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, Final, cast

from redis.asyncio import Redis

from hotlead.router.kafka.log_reader import LogReader
from hotlead.router.settings import Settings
from hotlead.router.shard.beside import Beside, Desk, Done
from hotlead.router.shard.keys import ShardKeys
from hotlead.router.shard.sharding import shard_of
from hotlead.topics.contacts import StoredContact, contact_key, decode_contact
from hotlead.topics.streams import CONTACTS

#: Transitions that know repeats, and how the metrics call what they take.
_TAKES: Final = {"capture": "captures", "signal": "signals"}


async def load(redis: Redis, keys: ShardKeys, contacts: LogReader, settings: Settings) -> int:
    """Puts the contacts of the shard's captures beside the state; returns how many."""
    loaded = 0
    for partition in range(settings.partitions):
        async for records in contacts.read_all(partition):
            found: list[StoredContact] = []
            for record in records:
                contact = decode_contact(record.key, record.value)
                if contact is not None and shard_of(contact.tenant, settings.shards) == keys.shard:
                    found.append(contact)
            if not found:
                continue
            known = await _taken(redis, keys, [contact.key for contact in found])
            keep = {one.key: one.contact_json for one in found if one.key in known}
            if keep:
                flat = [part for pair in keep.items() for part in pair]
                await redis.hset(keys.key("contacts"), items=flat)
                loaded += len(keep)
    return loaded


async def _taken(redis: Redis, keys: ShardKeys, captures: Sequence[str]) -> set[str]:
    """Those of these captures that became a lead, or part of one."""
    found = await cast("Awaitable[list[Any]]", redis.hmget(keys.key("contact_of"), list(captures)))
    return {one for one, lead in zip(captures, found, strict=True) if lead is not None}


async def forget_repeats(desk: Desk, done: Done) -> None:
    """Counts repeats, and removes their contacts from the topic; returns when Kafka has it.

    The very same capture may come twice as well: its contact stays.
    """
    repeats = [call for call, code in done if code == "duplicate" and call.script in _TAKES]
    for call in repeats:
        desk.metrics.duplicates[_TAKES[call.script]].inc()
    keys = [
        contact_key(call.request["capture"], call.request["contact_id"])
        for call in repeats
        if "contact_id" in call.request
    ]
    if keys:
        topic = desk.settings.topic(CONTACTS)
        known = await _taken(desk.redis, desk.keys, keys)
        await asyncio.gather(
            *(
                desk.producer.send_and_wait(topic, None, key=key.encode())
                for key in keys
                if key not in known
            )
        )


CONTACTS_BESIDE: Final = Beside(CONTACTS, load)
