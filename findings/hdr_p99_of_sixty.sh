#!/usr/bin/env bash
# The p99 of sixty answers is the slowest one in Java and JavaScript, and the slowest but one in Python.
#
# Guess: a histogram that Python's hdrh encodes is the same one for JavaScript's and Java's HdrHistogram (the
#   encoding is common to all), so they tell the same percentiles of it.
# Seen: mean, maximum and buckets are the same. But p of n values asks for the value number n·p, rounded up
#   in Java and JavaScript and to the nearest in Python: of 60 values p99 is number 59.4, so the 60th there and
#   the 59th here. Wherever the fraction is under a half Python is one value lower: at n of 60, p99, or of
#   151, p95, p99. That matters where single values do: with a few hundred a day and one slow one.
# Versions: hdrhistogram 0.10.8 on CPython 3.11, hdr-histogram-js 3.0.1 on Node.js 20, HdrHistogram 2.2.2 on
#   Java 17.
# Matters to a lead router: of an hour's 60 first touches one took 15 minutes. "p99 under 5 minutes" holds on
#   the page of the Python service and is broken on the board, with one histogram behind both.
# hotlead: works out its percentiles in one place from the single values, and says by what rule
#   (docs/kpis.md).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check hdrhistogram==0.10.8
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts hdr-histogram-js@3.0.1)
mvn -q -B -Dstyle.color=never dependency:copy -Dartifact=org.hdrhistogram:HdrHistogram:2.2.2 -DoutputDirectory="$room"
cat > "$room/try.py" <<'PYTHON'
from hdrh.histogram import HdrHistogram

SIZES, SLOW_S = (50, 60, 151, 240), 900
with open("encoded", "w") as encoded:
    for many in SIZES:
        answers = HdrHistogram(1, 3600, 3)
        for second in range(1, many):
            answers.record_value(second)
        answers.record_value(SLOW_S)
        encoded.write(answers.encode().decode() + "\n")
        told = [answers.get_value_at_percentile(one) for one in (90, 95, 99)]
        print(f"{answers.total_count} answers, the slowest {answers.get_max_value()} s: Python", *told)
PYTHON
cat > "$room/try.cjs" <<'JS'
const { decodeFromCompressedBase64 } = require('hdr-histogram-js');

for (const text of require('fs').readFileSync('encoded', 'utf8').trim().split('\n')) {
  const answers = decodeFromCompressedBase64(text);
  console.log('JavaScript', ...[90, 95, 99].map((one) => answers.getValueAtPercentile(one)));
}
JS
cat > "$room/Try.java" <<'JAVA'
import java.nio.ByteBuffer;
import java.nio.file.*;
import java.util.Base64;
import org.HdrHistogram.Histogram;

class Try {
    public static void main(String[] given) throws Exception {
        for (String text : Files.readAllLines(Path.of("encoded"))) {
            var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            var answers = Histogram.decodeFromCompressedByteBuffer(bytes, 0);
            var told = new StringBuilder("Java");
            for (int one : new int[] {90, 95, 99}) told.append(' ').append(answers.getValueAtPercentile(one));
            System.out.println(told);
        }
    }
}
JAVA
cd "$room"
venv/bin/python try.py > python.seen
node try.cjs > js.seen
java -cp HdrHistogram-2.2.2.jar Try.java > java.seen
paste -d '|' python.seen js.seen java.seen | sed 's/|/ | /g' | tee seen
diff seen - <<'SEEN'
50 answers, the slowest 900 s: Python 45 48 900 | JavaScript 45 48 900 | Java 45 48 900
60 answers, the slowest 900 s: Python 54 57 59 | JavaScript 54 57 900 | Java 54 57 900
151 answers, the slowest 900 s: Python 136 143 149 | JavaScript 136 144 150 | Java 136 144 150
240 answers, the slowest 900 s: Python 216 228 238 | JavaScript 216 228 238 | Java 216 228 238
SEEN
