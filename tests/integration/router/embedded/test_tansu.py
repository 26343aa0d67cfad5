"""Tansu as a child."""

from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from hotlead.router.embedded.tansu import run_tansu
from hotlead.router.errors import PortInUse


async def test_takes_a_record_and_keeps_its_log(tmp_path: Path) -> None:
    with run_tansu(tmp_path) as broker:
        assert broker.title == f"Tansu {broker.version}"
        admin = AIOKafkaAdminClient(bootstrap_servers=broker.address)
        await admin.start()
        await admin.create_topics([NewTopic("leads", 1, 1)])
        await admin.close()
        async with AIOKafkaProducer(bootstrap_servers=broker.address) as producer:
            assert (await producer.send_and_wait("leads", b"lead")).offset == 0
    assert broker.child.exit_code() is not None
    assert broker.version in (tmp_path / "tansu.log").read_text()


def test_port_in_use_is_named(tmp_path: Path) -> None:
    with (
        run_tansu(tmp_path / "one") as broker,
        pytest.raises(PortInUse, match=f"port {broker.port} for Tansu"),
        run_tansu(tmp_path / "two", broker.port),
    ):
        pass
