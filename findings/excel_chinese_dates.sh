#!/usr/bin/env bash
# A date that Chinese Excel shows as 2026年11月30日 is read as the number 46356.5.
#
# Guess: a reader of .xlsx gives a cell that Excel shows as a date as a date, since .xlsx says in
#   styles.xml how each cell is shown.
# Seen: openpyxl 3.1.5 gives numbers, python-calamine 0.9.1 dates. ECMA-376 (part 1, 18.8.30) keeps
#   the ids 27 to 36 and 50 to 58 for built-in formats that mean dates in Chinese, Japanese and Korean
#   Excel. They are written as a bare id, without a format code. openpyxl's table of built-in formats
#   leaves these ids out and takes an unknown id for "General". 14 and 22, the American built-ins,
#   are dates to both, so a list tried with files of one's own passes.
# Versions: openpyxl 3.1.5, python-calamine 0.9.1, CPython 3.11.
# Matters to a lead router: lists of past calls and leads come from Chinese Excel, and the time of the
#   call decides what a lead is worth.
# hotlead: `hotlead replay` reads workbooks by python-calamine.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
cat > "$room/try.py" <<'PYTHON'
import io, warnings, zipfile

import openpyxl, python_calamine

warnings.simplefilter("ignore")
FORMATS = {14: "m/d/yyyy", 22: "m/d/yyyy h:mm", 27: "yyyy年m月", 31: "yyyy年m月d日", 57: "yyyy年m月", 58: "m月d日"}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PLACE = 'fontId="0" fillId="0" borderId="0"'

cells = "".join(f'<c r="{"ABCDEF"[n]}1" s="{n}"><v>46356.5</v></c>' for n in range(len(FORMATS)))
styles = "".join(f'<xf numFmtId="{one}" {PLACE} xfId="0" applyNumberFormat="1"/>' for one in FORMATS)
edge = "<border><left/><right/><top/><bottom/><diagonal/></border>"
parts = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}">'
    '<sheets><sheet name="calls" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{LINK}/worksheet" Target="sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{LINK}/styles" Target="styles.xml"/></Relationships>',
    "xl/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    f'<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1">{edge}</borders>'
    f'<cellStyleXfs count="1"><xf numFmtId="0" {PLACE}/></cellStyleXfs>'
    f'<cellXfs count="{len(FORMATS)}">{styles}</cellXfs></styleSheet>',
}
book = io.BytesIO()
with zipfile.ZipFile(book, "w") as archive:
    for name, text in parts.items():
        archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)

by_openpyxl = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(book.getvalue())).active[1]]
by_calamine = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book.getvalue())).get_sheet_by_index(0).to_python()[0]
for (id_, shown), one, other in zip(FORMATS.items(), by_openpyxl, by_calamine):
    print(f"{id_} {shown}: openpyxl {one}, calamine {other}")
PYTHON
"$room/venv/bin/python" "$room/try.py" | tee "$room/seen"
diff "$room/seen" - <<'SEEN'
14 m/d/yyyy: openpyxl 2026-11-30 12:00:00, calamine 2026-11-30 12:00:00
22 m/d/yyyy h:mm: openpyxl 2026-11-30 12:00:00, calamine 2026-11-30 12:00:00
27 yyyy年m月: openpyxl 46356.5, calamine 2026-11-30 12:00:00
31 yyyy年m月d日: openpyxl 46356.5, calamine 2026-11-30 12:00:00
57 yyyy年m月: openpyxl 46356.5, calamine 2026-11-30 12:00:00
58 m月d日: openpyxl 46356.5, calamine 2026-11-30 12:00:00
SEEN
