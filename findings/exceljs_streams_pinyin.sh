#!/usr/bin/env bash
# Read as a stream, exceljs gives the pinyin of a customer's name in place of the name.
#
# Guess: an .xlsx in which names carry their pinyin (Excel and WPS: "show pinyin", for Japanese it is written
#   with each name typed) holds it beside the name, in `rPh`, and who asks for the cell gets the name; a
#   library's streaming reader gives what its other reader gives.
# Seen: exceljs 4.4.0 reads such a cell as the name when it loads the file, and as "xióng xìn" when it streams
#   it: the last of the cell's `t` wins, and that is the end of the pinyin. A name without pinyin, or written
#   in two styles, comes through, so a first look at the rows may show nothing. Of names that stand in the
#   cell itself (`inlineStr`) both readers go wrong, and xlsx2csv 0.8.6 appends the pinyin to them. openpyxl,
#   calamine and SheetJS give the name everywhere.
# Versions: exceljs 4.4.0, SheetJS 0.18.5 (npm's), Node.js 20; openpyxl 3.1.5, python-calamine 0.9.1, xlsx2csv
#   0.8.6, CPython 3.11.
# Matters to a lead router: a list of leads is imported by streaming because it is long, and the rep reads half
#   of the pronunciation where the name was. The number beside it is right, so nobody is told.
# hotlead: reads lists with calamine (router/replay/sheets.py), which passes over the pinyin.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1 xlsx2csv==0.8.6 \
    xlsxwriter==3.3.1
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts exceljs@4.4.0 xlsx@0.18.5)
cat > "$room/write.py" <<'PYTHON'
import io
import zipfile

import xlsxwriter

NAMES = (
    "<t>秦琼</t>",
    '<t>单雄信</t><rPh sb="0" eb="1"><t>shàn</t></rPh><rPh sb="1" eb="3"><t>xióng xìn</t></rPh>'
    '<phoneticPr fontId="1" type="noConversion"/>',
    '<r><t>单</t></r><r><t>雄信</t></r><rPh sb="0" eb="1"><t>shàn</t></rPh><phoneticPr fontId="1"/>',
)
#: As Excel orders them.
PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/theme/theme1.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "docProps/core.xml",
    "docProps/app.xml",
)

plain = io.BytesIO()
with xlsxwriter.Workbook(plain) as book:
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, ["a", "b", "c", 0])
with zipfile.ZipFile(plain) as old, zipfile.ZipFile("leads.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
    for name in sorted(old.namelist(), key=PARTS.index):
        body = old.read(name).decode()
        if name == "xl/sharedStrings.xml":
            for letter, text in zip("abc", NAMES):
                body = body.replace(f"<t>{letter}</t>", text)
        if name == "xl/worksheets/sheet1.xml":
            inline = f'<c r="A4" t="inlineStr"><is>{NAMES[1]}</is></c>'
            body = body.replace('<c r="A4"><v>0</v></c>', inline)
        new.writestr(name, body)
PYTHON
cat > "$room/read.py" <<'PYTHON'
import io

import openpyxl
from python_calamine import CalamineWorkbook
from xlsx2csv import Xlsx2csv

told = io.StringIO()
Xlsx2csv("leads.xlsx").convert(told)
for name, cells in (
    ("openpyxl", [row[0] for row in openpyxl.load_workbook("leads.xlsx").active.values]),
    ("calamine", [row[0] for row in CalamineWorkbook.from_path("leads.xlsx").get_sheet_by_index(0).to_python()]),
    ("xlsx2csv", told.getvalue().splitlines()),
):
    print(" | ".join([f"{name}:", *cells]))
PYTHON
cat > "$room/read.cjs" <<'JS'
const ExcelJS = require('exceljs');
const XLSX = require('xlsx');

(async () => {
  const sheet = Object.values(XLSX.readFile('leads.xlsx').Sheets)[0];
  const rows = XLSX.utils.sheet_to_json(sheet, { header: 1 });
  console.log(['SheetJS:', ...rows.map((row) => row[0])].join(' | '));
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile('leads.xlsx');
  const loaded = [];
  book.worksheets[0].eachRow((row) => loaded.push(row.getCell(1).text));
  console.log(['exceljs, loaded:', ...loaded].join(' | '));
  const streamed = [];
  for await (const one of new ExcelJS.stream.xlsx.WorkbookReader('leads.xlsx', { worksheets: 'emit', sharedStrings: 'cache' })) {
    for await (const row of one) streamed.push(row.getCell(1).text);
  }
  console.log(['exceljs, streamed:', ...streamed].join(' | '));
})();
JS
(cd "$room" && venv/bin/python write.py && venv/bin/python read.py && node read.cjs) | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
openpyxl: | 秦琼 | 单雄信 | 单雄信 | 单雄信
calamine: | 秦琼 | 单雄信 | 单雄信 | 单雄信
xlsx2csv: | 秦琼 | 单雄信 | 单雄信 | 单雄信shànxióng xìn
SheetJS: | 秦琼 | 单雄信 | 单雄信 | 单雄信
exceljs, loaded: | 秦琼 | 单雄信 | 单雄信 | 单雄信shàn
exceljs, streamed: | 秦琼 | xióng xìn | 单雄信 | xióng xìn
SEEN
