#!/usr/bin/env bash
# After a quiet night one forward-decaying sample is empty, and another stands still for ever.
#
# Guess: a sample that decays forward (Cormode et al. 2009; 0.015 a second, as Dropwizard made it common) keeps
#   the last values while nothing comes, as they all decay alike, and follows the new ones in the morning:
#   five minutes of those outweigh all that was before.
# Seen: so it is for a night of 12 hours. After 14 hours Dropwizard's sample is empty: all of its percentiles are
#   0, and no value has come in between. measured-core's is still there, but when it was full (1,028 values)
#   nothing moves it any more: the first value's weight overflows, is put back by a factor of 0, and is then
#   no number; nothing counts as larger than that, so 5,000 values later its p99 is the day before's.
# Versions: Dropwizard metrics-core 4.2.40 on Java 17, measured-core 2.0.0 on Node.js 20. Each is given its clock.
# Matters to a lead router: sales rest from 20:00 to 10:00. "p99 of first touch" says 0 at night, which no alert
#   on slowness sees, or says yesterday's figure for good.
# hotlead: its decay is a straight line, not an exponent, so that a queue's key never grows past what a double
#   holds (router/rules/decay.py); its times are in Prometheus histograms, which forget nothing.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts measured-core@2.0.0)
mvn -q -B -Dstyle.color=never dependency:copy -Dartifact=io.dropwizard.metrics:metrics-core:4.2.40 -DoutputDirectory="$room"
mvn -q -B -Dstyle.color=never dependency:copy -Dartifact=org.slf4j:slf4j-api:1.7.36 -DoutputDirectory="$room"
cat > "$room/Try.java" <<'JAVA'
import com.codahale.metrics.*;

class Try {
    static long now = 1_000_000;

    static class Held extends Clock {
        @Override public long getTick() { return now * 1_000_000_000L; }
        @Override public long getTime() { return now * 1000; }
    }

    public static void main(String[] given) {
        for (int hours : new int[] {12, 14}) {
            var sample = new ExponentiallyDecayingReservoir(1028, 0.015, new Held());
            for (int one = 0; one < 1028; one++, now += 10) sample.update(300);
            now += hours * 3600;
            double night = sample.getSnapshot().get99thPercentile();
            for (int one = 0; one < 5000; one++, now += 7) sample.update(20);
            double day = sample.getSnapshot().get99thPercentile();
            System.out.printf("Dropwizard, %d h: p99 at night %.0f, in the day %.0f%n", hours, night, day);
        }
    }
}
JAVA
cat > "$room/try.cjs" <<'JS'
let now = Date.UTC(2026, 10, 9, 10);
Date.now = () => now;
const { Histogram } = require('measured-core');

for (const hours of [12, 14]) {
  const sample = new Histogram();
  for (let one = 0; one < 1028; one++, now += 10_000) sample.update(300);
  now += hours * 3_600_000;
  const night = sample.toJSON().p99;
  for (let one = 0; one < 5000; one++, now += 7_000) sample.update(20);
  console.log(`measured-core, ${hours} h: p99 at night ${night}, in the day ${sample.toJSON().p99}`);
}
JS
(cd "$room" && java -cp '*' Try.java && node try.cjs) | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
Dropwizard, 12 h: p99 at night 300, in the day 20
Dropwizard, 14 h: p99 at night 0, in the day 20
measured-core, 12 h: p99 at night 300, in the day 20
measured-core, 14 h: p99 at night 300, in the day 300
SEEN
