#!/usr/bin/env bash
# A budget of 两千八 (2,800) is 8 to a library that reads Chinese numbers, and 一百多万 (over a million) 100 to another.
#
# Guess: 三万五, 一百二, 两千八 leave the last unit out, as everybody says them: 35,000, 120, 2,800. Libraries for
#   Chinese numbers know that, or raise; none gives a number that nobody would read there.
# Seen: cn2an 0.5.24 reads them all and raises at "about", 多 and 来. chinese2digits 6.0.2 reads them too, but of
#   一百多万 and 五十来万, over a million and some half a million, it gives what stands ahead of the word, 100
#   and 50. nzh 1.0.14 takes each digit by itself, 30005 and 102, and what it does not know for nothing: 两
#   (two, as people say it) is none of its digits, so 两千八 is 8, and 1.5万 is 0.
# Versions: cn2an 0.5.24, chinese2digits 6.0.2, CPython 3.11; nzh 1.0.14, Node.js 20.
# Matters to a lead router: the budget of a form with free text is worth up to 40 of the profile's 100 points. A customer
#   with a million scores as one with a hundred, and goes to the end of the queue.
# hotlead: takes a budget as a number or a number's text. Words get the policy's `other` points, 0 unless it says
#   otherwise (router/rules/scoring.py): too few, and never another number.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check cn2an==0.5.24 chinese2digits==6.0.2
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts nzh@1.0.14)
printf '%s\n' 三十万 三百零五 三万五 一百二 两千八 两万三千五 1.5万 一百多万 五十来万 > "$room/budgets"
cat > "$room/try.py" <<'PYTHON'
from pathlib import Path

import chinese2digits
import cn2an

for text in Path("budgets").read_text("utf-8").split():
    try:
        one = f"{cn2an.cn2an(text, 'smart'):.0f}"
    except ValueError:
        one = "raises"
    found = chinese2digits.takeNumberFromString(text)["digitsStringList"]
    print(f"{text}: cn2an {one}, chinese2digits {' '.join(found)}")
PYTHON
cat > "$room/try.cjs" <<'JS'
const nzh = require('nzh/cn');

for (const text of require('fs').readFileSync('budgets', 'utf8').trim().split('\n')) {
  console.log(`nzh ${nzh.decodeS(text)}`);
}
JS
cd "$room"
venv/bin/python try.py > python.seen
node try.cjs > js.seen
paste -d '|' python.seen js.seen | sed 's/|/, /' | tee seen
diff seen - <<'SEEN'
三十万: cn2an 300000, chinese2digits 300000, nzh 300000
三百零五: cn2an 305, chinese2digits 305, nzh 305
三万五: cn2an 35000, chinese2digits 35000, nzh 30005
一百二: cn2an 120, chinese2digits 120, nzh 102
两千八: cn2an 2800, chinese2digits 2800, nzh 8
两万三千五: cn2an 23500, chinese2digits 23500, nzh 3005
1.5万: cn2an 15000, chinese2digits 15000, nzh 0
一百多万: cn2an raises, chinese2digits 100, nzh 1000000
五十来万: cn2an raises, chinese2digits 50, nzh 500000
SEEN
