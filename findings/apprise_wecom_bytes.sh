#!/usr/bin/env bash
# A Chinese text of twice WeCom's length is sent whole, refused by WeCom, and reported as sent.
#
# Guess: apprise knows WeCom's limit ("limited to 2048 bytes" stands beside the figure in its source),
#   so `overflow=split` makes of a text of 4,500 bytes three messages, and one that WeCom refuses is a
#   False.
# Seen: apprise 2.3.0 counts characters. 1,500 Chinese characters are 4,500 bytes and below its 2,048, so
#   they go out as one message, with `split` and `truncate` alike. WeCom's robot answers errcode 40058
#   ("exceed max length 2048") with status 200, which the plugin does not read: `notify` is True. With
#   ASCII, which people try first, the split is right.
# Versions: apprise 2.3.0, CPython 3.11. The robot's host is replaced by one on this machine that
#   answers as WeCom's documentation says (developer.work.weixin.qq.com, path 91770).
# Matters to a lead router: the longer the list of leads nobody has taken, the surer nobody is told.
# hotlead: measures texts in the vendor's unit, splits between leads, and reads the answer itself
#   (docs/push.md).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check apprise==2.3.0
cat > "$room/try.py" <<'PYTHON'
import json, logging, threading, warnings
from http.server import BaseHTTPRequestHandler, HTTPServer

warnings.simplefilter("ignore")
import apprise
from apprise.plugins.wecombot import NotifyWeComBot

logging.disable()
came = []


class Robot(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        size = len(body["text"]["content"].encode())
        code = 40058 if size > 2048 else 0
        came.append((size, code))
        answer = json.dumps({"errcode": code, "errmsg": "exceed max length 2048" if code else "ok"})
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_):
        pass


robot = HTTPServer(("127.0.0.1", 0), Robot)
threading.Thread(target=robot.serve_forever, daemon=True).start()
NotifyWeComBot.notify_url = f"http://127.0.0.1:{robot.server_port}/send?key={{key}}"
for text, words in ("a" * 4500, "4,500 letters"), ("客" * 1500, "1,500 characters"):
    for overflow in "split", "truncate":
        came.clear()
        bot = apprise.Apprise()
        bot.add(f"wecombot://00000000-0000-0000-0000-000000000000/?overflow={overflow}")
        said = bool(bot.notify(body=text))
        print(f"{words}, {overflow}: {said};", *(f"{size} bytes, errcode {code};" for size, code in came))
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
4,500 letters, split: True; 2048 bytes, errcode 0; 2048 bytes, errcode 0; 404 bytes, errcode 0;
4,500 letters, truncate: True; 2048 bytes, errcode 0;
1,500 characters, split: True; 4500 bytes, errcode 40058;
1,500 characters, truncate: True; 4500 bytes, errcode 40058;
SEEN
