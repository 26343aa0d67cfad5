#!/usr/bin/env bash
# An event that is only an id moves the place to resume from in one client, and not in others.
#
# Guess: by the standard (HTML, server-sent events) an `id` without data hands out no event and still moves the
#   place: who reconnects asks from there on, and later events without an id carry it. A server uses that to
#   move a client past what is not for it, so each client does so.
# Seen: undici does. eventsource-client 1.2.0 and, up to 4.1.1, eventsource forget the id: they ask again from the
#   last event with data, and an event without an id has none. httpx-sse 0.4.3 keeps the id and hands out an
#   event whose data is empty, which is no JSON, for it and for a mere `retry`. eventsource 5.1.5 does as undici.
# Versions: undici 7.30.2, eventsource-client 1.2.0, eventsource 4.1.1 on Node.js 20; httpx-sse 0.4.3 with httpx
#   0.28.1 on CPython 3.11.
# Matters to a lead router: a board that shows one pool is moved past the others' entries by ids alone. After a
#   lost connection a client that forgot them is told all over again, from hours ago, or from the start.
# hotlead: each event with an id has data, and what has none, `alive`, has no id (router/gateway/streams.py,
#   router/gateway/event_stream.py): all of these clients resume rightly.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check httpx-sse==0.4.3 httpx==0.28.1
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts undici@7.30.2 eventsource-client@1.2.0 \
    eventsource@4.1.1)
cat > "$room/read.py" <<'PYTHON'
import sys

import httpx
from httpx_sse import connect_sse

with httpx.Client() as client, connect_sse(client, "GET", sys.argv[1]) as source:
    told = [f"{event.data} of {event.id or 'no id'}" for event in source.iter_sse()]
print("httpx-sse:", ", ".join(told), end="")
PYTHON
cat > "$room/try.mjs" <<'JS'
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { EventSource } from 'eventsource';
import { createEventSource } from 'eventsource-client';
import * as undici from 'undici';

const BODY = 'retry: 50\n\nid: 1\ndata: "a"\n\nid: 7\n\ndata: "b"\n\nid: 9\n\n';
let asked = [];
const server = createServer((request, response) => {
  asked.push(request.headers['last-event-id'] ?? 'the start');
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end(BODY);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const url = `http://127.0.0.1:${server.address().port}/`;

const tell = (name, told) => {
  console.log(`${name}: ${told.slice(0, 2).join(', ')}; asks again from ${asked[1]}`);
  asked = [];
};
const twice = (done) => () => asked.length > 1 && done();
for (const [name, Source] of [['undici', undici.EventSource], ['eventsource', EventSource]]) {
  const told = [];
  await new Promise((done) => {
    const source = new Source(url);
    source.onmessage = (event) => told.push(`${event.data} of ${event.lastEventId || 'no id'}`);
    source.onerror = twice(() => done(source.close()));
  });
  tell(name, told);
}
const told = [];
await new Promise((done) => {
  const source = createEventSource({
    url,
    onMessage: (event) => told.push(`${event.data} of ${event.id || 'no id'}`),
    onDisconnect: twice(() => done(source.close())),
  });
});
tell('eventsource-client', told);
const { stdout } = await promisify(execFile)('venv/bin/python', ['read.py', url]);
console.log(stdout);
process.exit();
JS
(cd "$room" && node --no-warnings try.mjs) | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
undici: "a" of 1, "b" of 7; asks again from 9
eventsource: "a" of 1, "b" of no id; asks again from 1
eventsource-client: "a" of 1, "b" of no id; asks again from 1
httpx-sse:  of no id, "a" of 1,  of 7, "b" of 7,  of 9
SEEN
