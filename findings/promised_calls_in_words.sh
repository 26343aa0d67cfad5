#!/usr/bin/env bash
# "Tonight at twelve" is noon today, three hours ago, to one library, and the midnight before to another.
#
# Guess: libraries that read times in Chinese read those in which calls are promised, or say that they cannot;
#   twelve at night is the midnight to come, and what is asked to lie ahead lies ahead.
# Seen: on Wednesday 2026-11-11 at 15:00 both read a plain 明天下午三点 rightly. chrono-node 2.10.3, told to look
#   forward, takes 下午两点一刻 (a quarter past two) for 14:01, 傍晚6点 (six in the evening) for 6 in the
#   morning, 下周日 (Sunday of next week) for this one, 一个半小时后 (in an hour and a half) for half an hour,
#   and leaves the day out of 下个月5号上午10点 (the 5th of next month at ten): tomorrow at ten.
#   ChineseTimeNLP 3.0.1 reads four of those five rightly, but the hour and a half is some 2,000 years to it, and
#   半小时后 (in half an hour) five hours. Twelve at night is past to both. Neither tells that it read a part.
# Versions: chrono-node 2.10.3 (its `zh`), Node.js 20; ChineseTimeNLP 3.0.1 with arrow 1.4.0, CPython 3.11.
# Matters to a lead router: "call me at twelve tonight" is a promise broken before it is written down; "in half an
#   hour" is kept four and a half hours late.
# hotlead: takes a follow-up as an instant in milliseconds (`next_at_ms`, docs/http.md), and reads no words.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check ChineseTimeNLP==3.0.1 arrow==1.4.0
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts chrono-node@2.10.3)
cat > "$room/promises" <<'PROMISES'
明天下午三点
今晚十二点
半小时后
一个半小时后
下午两点一刻
傍晚6点
下周日上午10点
下个月5号上午10点
PROMISES
cat > "$room/try.py" <<'PYTHON'
from pathlib import Path

import arrow
from ChineseTimeNLP import TimeNormalizer

now = arrow.get("2026-11-11T15:00:00+08:00")
for text in Path("promises").read_text("utf-8").split():
    found = TimeNormalizer(isPreferFuture=True).parse(text, now)
    if "timedelta" in found:
        span = {f"{unit}s": many for unit, many in found["timedelta"].items()}
        at = now.shift(**span) if not span["years"] else None
    else:
        at = arrow.get(found["timestamp"])
    print(f"ChineseTimeNLP {at:MM-DD HH:mm}" if at else "ChineseTimeNLP a span of centuries")
PYTHON
cat > "$room/try.cjs" <<'JS'
const { zh } = require('chrono-node');

const now = new Date('2026-11-11T15:00:00+08:00');
const two = (number) => String(number).padStart(2, '0');
for (const text of require('fs').readFileSync('promises', 'utf8').trim().split('\n')) {
  const at = zh.parseDate(text, now, { forwardDate: true });
  const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  console.log(`${text}: chrono-node ${day} ${two(at.getHours())}:${two(at.getMinutes())}`);
}
JS
cd "$room"
export TZ=Asia/Shanghai
node try.cjs > js.seen
venv/bin/python try.py > python.seen
paste -d '|' js.seen python.seen | sed 's/|/, /' | tee seen
diff seen - <<'SEEN'
明天下午三点: chrono-node 11-12 15:00, ChineseTimeNLP 11-12 15:00
今晚十二点: chrono-node 11-11 12:00, ChineseTimeNLP 11-11 00:00
半小时后: chrono-node 11-11 15:30, ChineseTimeNLP 11-11 20:00
一个半小时后: chrono-node 11-11 15:30, ChineseTimeNLP a span of centuries
下午两点一刻: chrono-node 11-12 14:01, ChineseTimeNLP 11-12 14:15
傍晚6点: chrono-node 11-12 06:00, ChineseTimeNLP 11-11 18:00
下周日上午10点: chrono-node 11-15 10:00, ChineseTimeNLP 11-22 10:00
下个月5号上午10点: chrono-node 11-12 10:00, ChineseTimeNLP 12-05 10:00
SEEN
