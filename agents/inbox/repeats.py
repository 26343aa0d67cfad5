"""What a repeat of a capture left behind: its contact, which no capture has."""

import asyncio

from hotlead.agents.inbox.runner import Done
from hotlead.agents.tools import Tools
from hotlead.router.state.store import ShardStore
from hotlead.topics.contacts import contact_key
from hotlead.topics.streams import CONTACTS


async def forget(tools: Tools, store: ShardStore, done: Done) -> None:
    """Removes the contacts of repeats from their topic; returns when Kafka has it.

    The very same capture may come twice as well: its contact stays.
    """
    keys = [
        contact_key(call["capture"], call["contact_id"])
        for call in (one.call.request for one, outcome in done if outcome.code == "duplicate")
        if "contact_id" in call
    ]
    if keys:
        topic, known = tools.settings.topic(CONTACTS), await store.taken(keys)
        await asyncio.gather(
            *(
                tools.producer.send_and_wait(topic, None, key=key.encode())
                for key in keys
                if key not in known
            )
        )
