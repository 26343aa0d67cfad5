#!/usr/bin/env bash
# An .xlsx that EasyExcel wrote opens everywhere, and nothing that reads it from front to back can read it.
#
# Guess: a file of EasyExcel, with which much of China's Java exports its lists, is an .xlsx like any other: what
#   opens it at all opens it in each way, and Java's own ZIP reader does.
# Seen: it goes through POI's streaming writer, which puts the sizes behind each part as 8 bytes, and not into the
#   part's head the extra field that says so. Who begins with the table at the file's end never looks there:
#   openpyxl, calamine, SheetJS and exceljs read the rows. Who reads on from part to part takes 4 bytes and is
#   lost: Java's ZipInputStream, exceljs' streaming reader, and read-excel-file, on Node always. POI's
#   other writer makes files that all of them read.
# Versions: EasyExcel 4.0.3 with the POI that it asks for, 5.2.5, on Java 17; exceljs 4.4.0, SheetJS 0.18.5 (npm's),
#   read-excel-file 9.3.17, Node.js 20; openpyxl 3.1.5, python-calamine 0.9.1, CPython 3.11.
# Matters to a lead router: an upload that is read as it arrives refuses the export of the customer's own system as
#   broken, and opened and saved in Excel it is well: nobody can make out which file is to blame.
# hotlead: reads a list whole, with calamine (router/replay/sheets.py).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check openpyxl==3.1.5 python-calamine==0.9.1
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts exceljs@4.4.0 xlsx@0.18.5 \
    read-excel-file@9.3.17)
cd "$room"
cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>easyexcel</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.alibaba</groupId><artifactId>easyexcel</artifactId><version>4.0.3</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory="$room/jars"
cat > Write.java <<'JAVA'
import com.alibaba.excel.EasyExcel;
import java.io.*;
import java.util.List;
import java.util.zip.*;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

class Write {
    public static void main(String[] given) throws Exception {
        EasyExcel.write("easyexcel.xlsx").sheet("leads").doWrite(List.of(List.of("秦琼", "13800138000")));
        try (var book = new XSSFWorkbook(); var out = new FileOutputStream("poi.xlsx")) {
            var row = book.createSheet("leads").createRow(0);
            row.createCell(0).setCellValue("秦琼");
            row.createCell(1).setCellValue("13800138000");
            book.write(out);
        }
        for (String name : new String[] {"easyexcel.xlsx", "poi.xlsx"}) {
            String told = "reads it";
            try (var zip = new ZipInputStream(new FileInputStream(name))) {
                while (zip.getNextEntry() != null) zip.readAllBytes();
            } catch (ZipException error) {
                told = "ZipException";
            }
            System.out.println(name + ", ZipInputStream: " + told);
        }
    }
}
JAVA
cat > read.py <<'PYTHON'
import warnings

import openpyxl
from python_calamine import CalamineWorkbook

warnings.simplefilter("ignore")
for name in ("easyexcel.xlsx", "poi.xlsx"):
    print(f"{name}, openpyxl:", *next(openpyxl.load_workbook(name).active.values))
    print(f"{name}, calamine:", *CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()[0])
PYTHON
cat > read.cjs <<'JS'
const ExcelJS = require('exceljs');
const XLSX = require('xlsx');
const readExcelFile = require('read-excel-file/node').default;

console.error = () => {};
const READERS = {
  SheetJS: async (name) => XLSX.utils.sheet_to_json(Object.values(XLSX.readFile(name).Sheets)[0], { header: 1 })[0],
  'exceljs, loaded': async (name) => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(name);
    return book.worksheets[0].getRow(1).values.slice(1);
  },
  'exceljs, streamed': async (name) => {
    const options = { worksheets: 'emit', sharedStrings: 'cache' };
    for await (const sheet of new ExcelJS.stream.xlsx.WorkbookReader(name, options)) {
      for await (const row of sheet) return row.values.slice(1);
    }
  },
  'read-excel-file': async (name) => (await readExcelFile(name))[0].data[0],
};
(async () => {
  for (const name of ['easyexcel.xlsx', 'poi.xlsx']) {
    for (const [reader, read] of Object.entries(READERS)) {
      const told = await read(name).then((row) => row.join(' '), (error) => `error, ${error.message}`);
      console.log(`${name}, ${reader}: ${told}`);
    }
  }
})();
JS
ls jars | grep '^poi-[0-9]' > seen
java -cp 'jars/*' Write.java 2> java.log >> seen || cat java.log
{ venv/bin/python read.py && node read.cjs; } >> seen
cat seen
diff seen - <<'SEEN'
poi-5.2.5.jar
easyexcel.xlsx, ZipInputStream: ZipException
poi.xlsx, ZipInputStream: reads it
easyexcel.xlsx, openpyxl: 秦琼 13800138000
easyexcel.xlsx, calamine: 秦琼 13800138000
poi.xlsx, openpyxl: 秦琼 13800138000
poi.xlsx, calamine: 秦琼 13800138000
easyexcel.xlsx, SheetJS: 秦琼 13800138000
easyexcel.xlsx, exceljs, loaded: 秦琼 13800138000
easyexcel.xlsx, exceljs, streamed: error, invalid signature: 0x41d
easyexcel.xlsx, read-excel-file: error, Couldn't unzip `.xlsx` file contents
poi.xlsx, SheetJS: 秦琼 13800138000
poi.xlsx, exceljs, loaded: 秦琼 13800138000
poi.xlsx, exceljs, streamed: 秦琼 13800138000
poi.xlsx, read-excel-file: 秦琼 13800138000
SEEN
