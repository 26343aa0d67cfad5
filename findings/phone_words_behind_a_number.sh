#!/usr/bin/env bash
# "13800138000微信" is a valid number to the libphonenumber of the form, and none to that of the server.
#
# Guess: Google's libphonenumber in Java, its ports in Python and JavaScript and libphonenumber-js, all of one
#   week's metadata, take the same texts for numbers.
# Seen: words ahead of a number are dropped by all. Words behind it, "（微信同号）" (also my WeChat) or a name, are
#   dropped in JavaScript, where no letter but a Latin one counts as one, and refuse the whole text in Java and
#   Python. What all of them refuse is the way in which Chinese people write an extension, 转801 and 分机801,
#   while #801, ;ext=801 and even a comma are read; and what all of them take for a person's fixed line is
#   a bank's hotline with an area code, 010-95588.
# Versions: libphonenumber 9.0.43 on Java 17, phonenumbers 9.0.43 on CPython 3.11, awesome-phonenumber 7.8.0
#   and libphonenumber-js 1.13.16 (its full metadata) on Node.js 20.
# Matters to a lead router: the form lets the customer through, as its check says that all is well, and the
#   router behind it refuses the lead.
# hotlead: drops Chinese words behind a number by itself, on whichever way it came (router/rules/identity.py). What
#   else it refuses it answers with 422 and what to mend; from Kafka it goes to the dead letters. 转801 it does
#   not read, and 010-95588 is a person to it.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check phonenumbers==9.0.43
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts awesome-phonenumber@7.8.0 \
    libphonenumber-js@1.13.16)
mvn -q -B -Dstyle.color=never dependency:copy -Dartifact=com.googlecode.libphonenumber:libphonenumber:9.0.43 \
    -DoutputDirectory="$room"
cat > "$room/texts" <<'TEXTS'
138 0013 8000
微信13800138000
13800138000微信
138-0013-8000（微信同号）
13800138000 张三
010-64123456,801
010-64123456转801
010-95588
TEXTS
cat > "$room/Try.java" <<'JAVA'
import com.google.i18n.phonenumbers.*;
import java.nio.file.*;

class Try {
    public static void main(String[] given) throws Exception {
        var numbers = PhoneNumberUtil.getInstance();
        for (String text : Files.readAllLines(Path.of("texts"))) {
            String told;
            try {
                var number = numbers.parse(text, "CN");
                told = numbers.isValidNumber(number) ? String.valueOf(numbers.getNumberType(number)) : "invalid";
            } catch (NumberParseException error) {
                told = "none";
            }
            System.out.println(text + " | Java " + told.toLowerCase().replace('_', '-'));
        }
    }
}
JAVA
cat > "$room/try.py" <<'PYTHON'
from pathlib import Path

import phonenumbers

KINDS = {value: name for name, value in vars(phonenumbers.PhoneNumberType).items() if isinstance(value, int)}
for text in Path("texts").read_text("utf-8").splitlines():
    try:
        number = phonenumbers.parse(text, "CN")
        valid = phonenumbers.is_valid_number(number)
        told = KINDS[phonenumbers.number_type(number)] if valid else "invalid"
    except phonenumbers.NumberParseException:
        told = "none"
    print("Python", told.lower().replace("_", "-"))
PYTHON
cat > "$room/try.cjs" <<'JS'
const { parsePhoneNumber } = require('awesome-phonenumber');
const { parsePhoneNumberFromString } = require('libphonenumber-js/max');

for (const text of require('fs').readFileSync('texts', 'utf8').trim().split('\n')) {
  const one = parsePhoneNumber(text, { regionCode: 'CN' });
  const other = parsePhoneNumberFromString(text, 'CN');
  const kind = other?.isValid() ? other.getType().toLowerCase().replace('_', '-') : 'none';
  console.log(`awesome-phonenumber ${one.valid ? one.type : 'none'} | libphonenumber-js ${kind}`);
}
JS
cd "$room"
java -cp libphonenumber-9.0.43.jar Try.java > java.seen
venv/bin/python try.py > python.seen
node try.cjs > js.seen
paste -d '|' java.seen python.seen js.seen | sed 's/|\([Pa]\)/ | \1/g' | tee seen
diff seen - <<'SEEN'
138 0013 8000 | Java mobile | Python mobile | awesome-phonenumber mobile | libphonenumber-js mobile
微信13800138000 | Java mobile | Python mobile | awesome-phonenumber mobile | libphonenumber-js mobile
13800138000微信 | Java none | Python none | awesome-phonenumber mobile | libphonenumber-js mobile
138-0013-8000（微信同号） | Java none | Python none | awesome-phonenumber mobile | libphonenumber-js mobile
13800138000 张三 | Java none | Python none | awesome-phonenumber mobile | libphonenumber-js mobile
010-64123456,801 | Java fixed-line | Python fixed-line | awesome-phonenumber fixed-line | libphonenumber-js fixed-line
010-64123456转801 | Java none | Python none | awesome-phonenumber none | libphonenumber-js none
010-95588 | Java fixed-line | Python fixed-line | awesome-phonenumber fixed-line | libphonenumber-js fixed-line
SEEN
