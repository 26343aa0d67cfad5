"""Makes single topics for tests."""

from aiokafka.admin import AIOKafkaAdminClient, NewTopic


async def make_topic(
    kafka: str, name: str, *, partitions: int = 1, cleanup: str = "delete"
) -> None:
    """One topic, made."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        made = await admin.create_topics(
            [NewTopic(name, partitions, 1, topic_configs={"cleanup.policy": cleanup})]
        )
        errors: list[tuple[str, int, str]] = made.topic_errors  # type: ignore[attr-defined]
        assert [code for _, code, _ in errors] == [0]
    finally:
        await admin.close()
