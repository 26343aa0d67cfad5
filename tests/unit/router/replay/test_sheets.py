"""Files as people have them: encodings, delimiters, workbooks, heads; and what cannot be read."""

import io
import zipfile
from pathlib import Path

import pytest

from hotlead.router.errors import BadMap
from hotlead.router.replay.rows import Row, read_rows, shown

TEXT = "编号,时间,城市\n1,2026/1/5 9:30,上海\n\n3,2026/1/5 9:31,\n"
COLUMNS = ("编号", "时间", "城市")
ROWS = [
    Row(2, {"编号": "1", "时间": "2026/1/5 9:30", "城市": "上海"}),
    Row(4, {"编号": "3", "时间": "2026/1/5 9:31", "城市": ""}),
]


def file_of(tmp_path: Path, content: bytes, name: str = "leads.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(content)
    return file


def workbook(tmp_path: Path, *sheets: tuple[str, list[list[str | float]]], dates: str = "") -> Path:
    """An .xlsx of the least that Excel itself would open; columns `dates` are shown as dates."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    doc = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"

    def cell(number: int, row: int, value: str | float) -> str:
        column = chr(ord("A") + number)
        if isinstance(value, str):
            return f'<c r="{column}{row}" t="inlineStr"><is><t>{value}</t></is></c>'
        style = ' s="1"' if column in dates else ""
        return f'<c r="{column}{row}"{style}><v>{value}</v></c>'

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        listed = links = ""
        for number, (title, rows) in enumerate(sheets, 1):
            listed += f'<sheet name="{title}" sheetId="{number}" r:id="s{number}"/>'
            links += (
                f'<Relationship Id="s{number}" Type="{doc}/worksheet"'
                f' Target="worksheets/sheet{number}.xml"/>'
            )
            body = "".join(
                f'<row r="{at}">{"".join(cell(n, at, one) for n, one in enumerate(row))}</row>'
                for at, row in enumerate(rows, 1)
                if row
            )
            book.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
            )
        links += f'<Relationship Id="st" Type="{doc}/styles" Target="styles.xml"/>'
        book.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/>'
            "</cellXfs></styleSheet>",
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{doc}"><sheets>{listed}</sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}">{links}</Relationships>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="b" Type="{doc}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
    return file_of(tmp_path, buffer.getvalue(), "leads.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_csv_however_it_was_saved(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = TEXT.replace(",", delimiter)
    assert read_rows(file_of(tmp_path, text.encode(encoding)), COLUMNS) == ROWS


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1e"])
def test_a_mark_that_unicode_takes_for_a_line_break_is_part_of_its_cell(
    tmp_path: Path, mark: str
) -> None:
    text = f"id,note,city\r\n1,two{mark}rooms,x\r\n2,,y\r\n"
    found = read_rows(file_of(tmp_path, text.encode()), ["id", "note", "city"])
    assert found == [
        Row(2, {"id": "1", "note": f"two{mark}rooms", "city": "x"}),
        Row(3, {"id": "2", "note": "", "city": "y"}),
    ]


def test_heads_are_found_below_a_title_whatever_their_width_and_blanks(tmp_path: Path) -> None:
    text = "一月线索表,,\n LEAD　Ｎｏ , 时间\t,城市\n1,2026/1/5 9:30,上海\n"
    (row,) = read_rows(file_of(tmp_path, text.encode()), ["Lead No", "时间", "城市"])
    assert row == Row(3, {"Lead No": "1", "时间": "2026/1/5 9:30", "城市": "上海"})


def test_excel_s_own_first_line_and_short_rows(tmp_path: Path) -> None:
    (row,) = read_rows(file_of(tmp_path, b"sep=;\nid;city\n1\n"), ["id", "city"])
    assert row == Row(3, {"id": "1", "city": ""})


def test_a_workbook_by_the_sheet_that_has_the_columns(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [
        ["编号", "时间", "电话"],
        [1, 46027.3958333333, 13800138000],
        [],
        [2.5, 46027, "n"],
    ]
    file = workbook(tmp_path, ("说明", [["关于"]]), ("线索", rows), dates="B")
    found = read_rows(file, ["编号", "时间", "电话"])
    assert found == [
        Row(2, {"编号": "1", "时间": "2026-01-05 09:30:00", "电话": "13800138000"}),
        Row(4, {"编号": "2.5", "时间": "2026-01-05", "电话": "n"}),
    ]
    assert read_rows(file, ["编号"], "线索")[0].number == 2
    with pytest.raises(BadMap, match="has no sheet '一月'; it has 说明, 线索"):
        read_rows(file, ["编号"], "一月")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no rows"),
        (b"id,city\n", "holds no rows below its heads"),
        (b"id,region\n1,x\n", r"no column 'city': .* Its columns are id, region; name them so"),
        (b"id,city,City\n1,x,y\n", "has two columns 'city': rename one"),
        (b"\xff\xfe\x00", "cut short or damaged UTF-16: save it as CSV in UTF-8"),
        (b"id,city\n1,\xff\xff\n", "neither UTF-8 nor GBK: save it as CSV in UTF-8"),
        (b"PK\x03\x04 and then nothing", "no workbook that can be read: save it as .xlsx"),
        (b'id,city\n1,"' + b"x" * 140_000, r"row 2: a quote \(\"\) opens a text that does not end"),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadMap, match=said):
        read_rows(file_of(tmp_path, content), ["id", "city"])


def test_a_sheet_is_of_a_workbook(tmp_path: Path) -> None:
    with pytest.raises(BadMap, match="no workbook, so it has no sheet x: leave out"):
        read_rows(file_of(tmp_path, TEXT.encode()), COLUMNS, "x")


def test_numbers_as_people_write_them_and_a_fault_with_its_place() -> None:
    row = Row(7, {"秒": "１，２００.5", "空": "", "坏": "26万"})
    assert row.amount("秒") == 1200.5
    assert row.amount("空") == 0.0
    with pytest.raises(BadMap, match=r"^row 7, column 坏: '26万' is no number: write digits alone"):
        row.amount("坏")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026/13/5 9:30", "'2026/13/5 9:30'"),
        ("下午25点", "'下午25点'"),
        ("20260105093000", "'20260105093000'"),
        ("", "an empty cell"),
        ("李雷", "a text of 2 signs"),
        ("13800138000", "a text of 11 signs"),
        ("138 0013 8000", "a text of 13 signs"),
        ("310101199001011234", "a text of 18 signs"),
        ("021-63210000", "a text of 12 signs"),
        ("6.5" * 20, "a text of 60 signs"),
    ],
)
def test_an_error_repeats_no_cell_by_which_a_person_is_known(text: str, said: str) -> None:
    assert shown(text) == said
