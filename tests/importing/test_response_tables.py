"""Spreadsheets as people and programs make them, the odd and the hostile ones too."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from consultation.common.spreadsheets import cell_text
from consultation.importing.responses.tables import ResponseImportError, open_table
from tests.importing.spreadsheets import csv_bytes, write_csv, write_xlsx

HEADINGS = ["Timestamp", "Summary", "Details"]
ANSWER = ["2025-11-25", "Don’t wait – it’s “naïve”", "Café,\nfirst; second"]


def read(file: Path, **options: Any) -> tuple[list[str], list[list[str]]]:
    table = open_table(file, **options)
    return table.headings, [[cell_text(cell) for cell in row] for _, row in table.rows]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]
)
def test_letters_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    file = write_csv(tmp_path / "a.csv", [HEADINGS, ANSWER, ANSWER], encoding, separator)
    table = open_table(file)
    assert read(file) == (HEADINGS, [ANSWER, ANSWER])
    # A guess is told as one.
    assert bool(table.remarks) == (encoding in ("mac_roman", "cp1252"))


def test_what_is_wrong_in_a_text(tmp_path: Path) -> None:
    rows = [HEADINGS, ["2025-11-25", "a\x00b"], [], ["", " ", ""], ["2025", "c", "d", "e", "f"]]
    file = write_csv(tmp_path / "a.csv", rows)
    _, found = read(file)
    assert found == [["2025-11-25", "a\ufffdb"], ["2025", "c", "d", "e", "f"]]
    assert [number for number, _ in open_table(file).rows] == [2, 5]
    # One broken byte does not make the whole file another alphabet.
    (tmp_path / "b.csv").write_bytes(csv_bytes([HEADINGS, ["é" * 20, "’", ""]]) + b"x,\x92,y\r\n")
    assert read(tmp_path / "b.csv")[1][1] == ["x", "’", "y"]
    assert "UTF-8, except for 1 byte," in open_table(tmp_path / "b.csv").remarks[0]
    # What Excel is told in a first line, headings twice and none at all.
    (tmp_path / "c.csv").write_bytes(b"sep=|\r\nA|A||B\r\n1|2|3|4\r\n")
    assert read(tmp_path / "c.csv") == (["A", "A (2)", "C", "B"], [["1", "2", "3", "4"]])


def test_sheets_and_headings_of_a_workbook(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    sheet = workbook.create_sheet("Form responses 1")
    sheet.append(["Answers of the first round"])
    sheet.append([])
    sheet.append(["Timestamp", "Rate these", None, "Summary"])
    sheet.merge_cells("B3:C3")
    sheet.append([None, "Idea 1", "Idea 2", None])
    sheet.append([datetime(2025, 11, 25, 14, 3), 4, 2.5, "=1+1"])
    workbook.create_sheet("Round 2").append(["x", "y"])
    workbook.save(tmp_path / "a.xlsx")
    table = open_table(tmp_path / "a.xlsx")
    headings, rows = read(tmp_path / "a.xlsx")
    assert table.sheet == "Form responses 1"
    # An empty worksheet cannot be chosen in its place.
    assert table.sheets == ("Form responses 1", "Round 2")
    assert headings == ["Timestamp", "Rate these: Idea 1", "Rate these: Idea 2", "Summary"]
    assert rows == [["2025-11-25 14:03:00", "4", "2.5"]]
    others, formulas = table.remarks
    assert "“Round 2”" in others and "“Notes”" not in others
    # No program has calculated the formula yet: the report says so, and it is not an empty answer.
    assert "Formulas without a stored value: 1" in formulas
    assert read(tmp_path / "a.xlsx", sheet="Round 2")[0] == ["x", "y"]
    with pytest.raises(ResponseImportError, match=r"no sheet “Round 3”\. The sheets are: “Notes”"):
        open_table(tmp_path / "a.xlsx", sheet="Round 3")


def test_headings_may_be_numbers_and_titles_are_none(tmp_path: Path) -> None:
    headings = ["When", "Staff", "2019", "2020", "Why?"]
    rows = [[f"2025-01-0{day}", "4", "12", "13", "Because"] for day in range(1, 5)]
    title = ["Survey of teams", "Spring"]
    file = write_csv(tmp_path / "a.csv", [title, [], headings, *rows])
    assert read(file) == (headings, rows)
    assert "Row 3 was taken for the headings" in open_table(file).remarks[0]
    # Without headings, no response is taken for them.
    assert read(write_csv(tmp_path / "b.csv", [["Survey"], *rows]))[1] == rows


def test_cells_beyond_the_headings_have_a_column(tmp_path: Path) -> None:
    rows = [["When", "Why?"], ["2025-01-01", "a", "b"], ["2025-01-02", "Response", "", "d"]]
    file = write_csv(tmp_path / "a.csv", rows)
    assert read(file) == (["When", "Why?", "C", "D"], rows[1:])


def _workbook_with(tmp_path: Path, name: str, content: bytes) -> Path:
    """Return a good workbook in which one part is replaced or added."""
    source = write_xlsx(tmp_path / "good.xlsx", [HEADINGS, ANSWER])
    file = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return file


def test_hostile_and_broken_files(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'
    with pytest.raises(ResponseImportError, match="far too large"):
        open_table(_workbook_with(tmp_path, "xl/more.xml", b" " * 20_000_000))
    for content in (bomb, bomb.decode().encode("utf-16")):
        with pytest.raises(ResponseImportError, match="declarations"):
            open_table(_workbook_with(tmp_path, "xl/worksheets/sheet1.xml", content))
    with pytest.raises(ResponseImportError, match="damaged"):
        open_table(_workbook_with(tmp_path, "xl/worksheets/sheet1.xml", b"<worksheet><row"))
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    far += b'<row r="%s"><c r="%s"><v>1</v></c></row></sheetData></worksheet>'
    for place in ((b"1", b"XFD1"), (b"99999999999", b"A99999999999")):
        with pytest.raises(ResponseImportError, match=r"Split it|damaged|empty"):
            open_table(_workbook_with(tmp_path, "xl/worksheets/sheet1.xml", far % place))
    for name, content, reason in (
        ("cut.xlsx", (tmp_path / "good.xlsx").read_bytes()[:900], "damaged"),
        ("other.xlsx", _zip({"content.xml": b"x"}), "neither a CSV file nor an XLSX"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"x" * 100, "old kind"),
        ("picture.csv", bytes(range(1, 32)) * 40, "neither a CSV"),
        ("nothing.csv", b"", "is empty"),
        ("blank.csv", b"\r\n , \r\n", "is empty"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ResponseImportError, match=reason):
            open_table(tmp_path / name)


def _zip(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return stream.getvalue()
