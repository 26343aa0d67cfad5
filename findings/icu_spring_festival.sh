#!/usr/bin/env bash
# To browsers, Node and Java's ICU the next Spring Festival begins a day late, and that of 2030 a day early.
#
# Guess: the Chinese calendar of ICU, which is that of `Intl` in every browser, gives the Spring Festivals of the
#   coming years as everybody prints them: 6 February 2027 and 3 February 2030. Differences are for years like
#   2057, in which a new moon comes within seconds of midnight.
# Seen: ICU reckons the moon by itself. The new moon of 2027-02-06 comes at 23:56 in Beijing, and ICU has it after
#   midnight: the 6th is the eve, and the whole first month lies a day late. 2030's, at 00:07, it has ahead of
#   midnight: that month lies a day early, and so is 2 February the festival. holidays, lunardate and
#   lunar-javascript give the printed days. Of 2025 to 2031 the other five are right.
# Versions: ICU4J 78.2 on Java 17, Node.js 20.20.2 (ICU 78.2); holidays 0.109, lunardate 0.3.0, CPython 3.11;
#   lunar-javascript 1.7.7. Chromium 156 of Debian 12 gives the same as ICU (seen; not run here).
# Matters to a lead router: a page or a job that closes the shop by `Intl` over the festival lets leads ring on New
#   Year's Day, and no list of weekends shows it: the 6th is a Saturday.
# hotlead: has China's days from the State Council's lists (chinesecalendar; router/policy/calendars.py), and
#   asks `Intl` for no calendar but the common one.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check holidays==0.109 lunardate==0.3.0
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts lunar-javascript@1.7.7)
cd "$room"
mvn -q -B -Dstyle.color=never dependency:copy -Dartifact=com.ibm.icu:icu4j:78.2 -DoutputDirectory="$room"
cat > Try.java <<'JAVA'
import com.ibm.icu.util.*;
import java.time.*;
import java.util.Date;

class Try {
    public static void main(String[] given) {
        var beijing = TimeZone.getTimeZone("Asia/Shanghai");
        for (int year = 2025; year <= 2031; year++) {
            for (var day = LocalDate.of(year, 1, 15); ; day = day.plusDays(1)) {
                var calendar = new ChineseCalendar(beijing, ULocale.CHINA);
                calendar.setTime(Date.from(day.atTime(4, 0).toInstant(ZoneOffset.UTC)));
                if (calendar.get(Calendar.MONTH) != 0 || calendar.get(Calendar.DAY_OF_MONTH) != 1) continue;
                System.out.println("ICU4J " + day);
                break;
            }
        }
    }
}
JAVA
cat > try.cjs <<'JS'
const { Lunar } = require('lunar-javascript');

const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', {
  timeZone: 'Asia/Shanghai',
  month: 'numeric',
  day: 'numeric',
});
for (let year = 2025; year <= 2031; year += 1) {
  const noon = new Date(Date.UTC(year, 0, 15, 4));
  while (chinese.format(noon) !== '1/1') noon.setUTCDate(noon.getUTCDate() + 1);
  const intl = noon.toISOString().slice(0, 10);
  console.log(`Intl ${intl}, lunar-javascript ${Lunar.fromYmd(year, 1, 1).getSolar().toYmd()}`);
}
JS
cat > try.py <<'PYTHON'
import holidays
from lunardate import LunarDate

for year in range(2025, 2032):
    named = min(day for day, name in holidays.China(years=year, language="en_US").items() if "Spring" in name)
    print(f"lunardate {LunarDate(year, 1, 1).to_solar_date()}, holidays {named}")
PYTHON
java -cp icu4j-78.2.jar Try.java > java.seen
node try.cjs > js.seen
venv/bin/python try.py > python.seen
paste -d '|' java.seen js.seen python.seen | sed 's/|/, /g' | tee seen
diff seen - <<'SEEN'
ICU4J 2025-01-29, Intl 2025-01-29, lunar-javascript 2025-01-29, lunardate 2025-01-29, holidays 2025-01-29
ICU4J 2026-02-17, Intl 2026-02-17, lunar-javascript 2026-02-17, lunardate 2026-02-17, holidays 2026-02-17
ICU4J 2027-02-07, Intl 2027-02-07, lunar-javascript 2027-02-06, lunardate 2027-02-06, holidays 2027-02-06
ICU4J 2028-01-26, Intl 2028-01-26, lunar-javascript 2028-01-26, lunardate 2028-01-26, holidays 2028-01-26
ICU4J 2029-02-13, Intl 2029-02-13, lunar-javascript 2029-02-13, lunardate 2029-02-13, holidays 2029-02-13
ICU4J 2030-02-02, Intl 2030-02-02, lunar-javascript 2030-02-03, lunardate 2030-02-03, holidays 2030-02-03
ICU4J 2031-01-23, Intl 2031-01-23, lunar-javascript 2031-01-23, lunardate 2031-01-23, holidays 2031-01-23
SEEN
