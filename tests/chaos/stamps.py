"""Which clock dates records: the senders' on what channels send, the brokers' on what is ours.

Where the sender's counts (Kafka's default), a record may bear any instant, or none. In what is ours
the broker's does, so that a worker whose clock is wrong does not date its journal.
"""

from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from hotlead.router.provision.differences import wanted_configs
from hotlead.router.settings import Settings
from hotlead.topics.streams import CHANNELS, SIGNALS, capture_topic, topic_specs

#: The brokers' own setting.
OURS: Final = "LogAppendTime"
INPUTS: Final = "CreateTime"
PROPERTY: Final = "message.timestamp.type"
SAID: Final = f"{INPUTS} on captures and signals, {OURS} on our own topics"


async def make_inputs(settings: Settings) -> None:
    """Makes the topics of captures and signals; `topics apply` keeps them as they are."""
    names = {settings.topic(name) for name in (*map(capture_topic, CHANNELS), SIGNALS)}
    specs = topic_specs(
        prefix=settings.topic_prefix,
        shards=settings.shards,
        partitions=settings.partitions,
        channels=settings.channels,
    )
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka)
    await admin.start()
    try:
        await admin.create_topics(
            [
                NewTopic(
                    spec.name,
                    spec.partitions,
                    settings.replication,
                    topic_configs=wanted_configs(spec, settings.replication) | {PROPERTY: INPUTS},
                )
                for spec in specs
                if spec.name in names
            ]
        )
    finally:
        await admin.close()
