"""Whatever the cells are, each format gives them back: found by a machine, not by us."""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from consultation.common.csv_safety import unguard
from consultation.responses.definitions import answer_text
from consultation.responses.exports import xlsx
from consultation.responses.exports.columns import UNMAPPED, CellSource, ExportColumn
from consultation.responses.exports.csv import CsvFile
from consultation.responses.exports.parquet import ParquetFile
from consultation.responses.exports.table import Selection, Table
from consultation.responses.exports.xlsx import XlsxFile
from tests.responses.export_readers import csv_table, sheets, unescape

MOMENT = datetime(2026, 7, 1, 12, 30, 15, tzinfo=UTC)
FACTS = [MOMENT, "ABCDE-FGHJK", "Consultation", "Page", 12, "Counted", None, "Form", None]


@dataclass
class Given(Table):
    """A simple table of these columns and rows."""

    kinds: list[str]
    cells: list[list[Any]]
    names: list[str] | None = None
    selection: Selection = field(default_factory=lambda: Selection(Mock(), "", ""))

    def __post_init__(self) -> None:
        names = self.names or [f"Question {n}" for n in range(len(self.kinds))]
        self.columns = [
            ExportColumn(name, kind, "long_text", False, {1: CellSource(f"key_{n}")})
            for n, (name, kind) in enumerate(zip(names, self.kinds, strict=True))
        ]

    def batches(
        self, _responses: Any = None, *, with_unknown: bool = False, **_: Any
    ) -> Iterator[list[list[Any]]]:
        more = [None] if with_unknown else []
        for start in range(0, len(self.cells), 10):
            yield [[*FACTS, *row, *more] for row in self.cells[start : start + 10]]


def written(file: Any) -> bytes:
    return b"".join(file.chunks())


# Every character, halves of surrogate pairs too, and often those that spreadsheets mistake.
ODD = (
    *("=1+1", "'=1+1", "- list", "-1", "+44 20", "@x", "\t=1", "007", "_x000B_", "_x005F_x0041_"),
    *("\x0b", "\r", "\r\n", '"', '","', ";", " ", "\u200b", "\u202e", "\ufeff", "\x00", "]]>"),
)
odd = st.sampled_from(ODD)
texts = st.one_of(
    st.text(st.characters(), max_size=30),
    st.lists(odd | st.text(max_size=3), max_size=4).map("".join),
)
numbers = st.one_of(
    st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False)
)
values = st.one_of(
    st.none(), texts, numbers, st.booleans(), st.lists(texts, min_size=1, max_size=3)
)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(values, min_size=width, max_size=width), min_size=0, max_size=5
    ).map(lambda rows: Given(["text"] * width, rows))
)
quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def encodable(text: str) -> str:
    return text.encode(errors="backslashreplace").decode()


def as_text(value: Any) -> str:
    return encodable(answer_text(value))


@quickly
@given(tables)
def test_csv(table: Given) -> None:
    headings, *rows = csv_table(written(CsvFile(table)))
    assert headings == table.headings()
    assert len(rows) == len(table.cells)
    for row, cells in zip(rows, table.cells, strict=True):
        assert row[:2] == ["2026-07-01T13:30:15+01:00", "ABCDE-FGHJK"]
        assert [unguard(cell) for cell in row[len(FACTS) :]] == [as_text(value) for value in cells]


@quickly
@given(tables)
def test_xlsx(table: Given) -> None:
    (sheet,) = sheets(written(XlsxFile(table)))
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == len(table.cells)
    for row, cells in zip(rows, table.cells, strict=True):
        assert row[0].value == datetime(2026, 7, 1, 13, 30, 15)
        assert {cell.data_type for cell in row} <= {"s", "n", "d", "inlineStr"}
        for cell, value in zip(row[len(FACTS) :], cells, strict=True):
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert cell.value == pytest.approx(value, rel=1e-15, abs=0)
            else:
                text = cell.value if cell.value is None else unescape(cell.value)
                assert (text or "") == answer_text(value)


@quickly
@given(tables)
def test_parquet_of_texts(table: Given) -> None:
    read = parquet.read_table(io.BytesIO(written(ParquetFile(table))))
    assert read.column_names == [*table.headings(), UNMAPPED]
    rows = list(zip(*(read.column(n).to_pylist() for n in range(len(read.columns))), strict=True))
    assert len(rows) == len(table.cells)
    for row, cells in zip(rows, table.cells, strict=True):
        assert row[0] == MOMENT
        assert row[8] is False
        wanted = [None if value is None else as_text(value) for value in cells]
        assert list(row[len(FACTS) : -1]) == wanted


@quickly
@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(-(10**15), 10**15),
            st.none() | numbers,
            st.none() | st.booleans(),
            st.none() | st.dates(date(1, 1, 1)).map(date.isoformat),
        ),
        max_size=5,
    )
)
def test_parquet_of_types(rows: list[tuple[Any, ...]]) -> None:
    table = Given(["integer", "number", "boolean", "date"], [list(row) for row in rows])
    read = parquet.read_table(io.BytesIO(written(ParquetFile(table)))).to_pylist()
    for found, (whole, number, yes, day) in zip(read, rows, strict=True):
        assert found["Question 0"] == whole
        assert found["Question 1"] == number
        assert found["Question 2"] is yes
        assert found["Question 3"] == (day and date.fromisoformat(day))
        assert found[UNMAPPED] is None


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("integer", "five", '"five"'),
        ("integer", 2.5, "2.5"),
        ("integer", 2**70, str(2**70)),
        ("integer", True, "true"),
        ("number", "1,5", '"1,5"'),
        ("number", 2**60 + 1, str(2**60 + 1)),
        ("boolean", "Yes", '"Yes"'),
        ("boolean", 1, "1"),
        ("date", "23/11/2026", '"23/11/2026"'),
        ("date", "20261123", '"20261123"'),
        ("date", 5, "5"),
    ],
)
def test_a_value_of_another_type_is_kept_in_the_last_column(
    kind: str, value: Any, kept: str
) -> None:
    data = written(ParquetFile(Given([kind], [[None], [value]])))
    first, second = parquet.read_table(io.BytesIO(data)).to_pylist()
    assert (second["Question 0"], second[UNMAPPED]) == (None, f'{{"Question 0": {kept}}}')
    assert first[UNMAPPED] is None


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_no_number_in_a_worksheet_is_text(value: float) -> None:
    (sheet,) = sheets(written(XlsxFile(Given(["number"], [[value]]))))
    assert sheet.cell(2, len(FACTS) + 1).value == str(value)


long_texts = st.builds(
    lambda piece, times, rest: piece * times + rest,
    st.text(alphabet=st.sampled_from("ab\n\x0bé😀_x\ud800"), min_size=1, max_size=10),
    st.integers(4_000, 12_000),
    st.text(max_size=5),
)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.none() | long_texts | texts, min_size=3, max_size=3))
def test_long_texts_in_xlsx(cells: list[str | None]) -> None:
    (sheet,) = sheets(written(XlsxFile(Given(["text"] * 3, [cells, [None] * 3]))))
    headings = [cell.value for cell in sheet[1]]
    found = {f"Question {n}": "" for n in range(3)}
    for heading, cell in zip(headings, sheet[2], strict=True):
        question = heading.split(" (part")[0]
        if question in found and cell.value is not None:
            found[question] += unescape(cell.value)
    assert list(found.values()) == [cell or "" for cell in cells]
    assert all(cell.value is None for cell in sheet[3][len(FACTS) :])


@pytest.mark.parametrize("rows", [0, 1, 4, 5, 6, 10, 11])
def test_rows_continue_on_the_next_worksheet(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROW_LIMIT", 6)
    file = XlsxFile(Given(["integer"], [[n] for n in range(rows)]))
    found = sheets(written(file))
    assert len(found) == max(1, math.ceil(rows / 5))
    numbers = []
    for sheet in found:
        table = list(sheet.iter_rows(values_only=True))
        assert table[0][-1] == "Question 0"
        assert len(table) <= 6
        numbers += [row[-1] for row in table[1:]]
    assert numbers == list(range(rows))
    assert [sheet.title for sheet in found] == [
        "Responses" if number == 1 else f"Responses {number}" for number in range(1, len(found) + 1)
    ]


def test_a_worksheet_ends_before_it_is_too_large_for_old_programs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx, "LARGEST_SHEET", 30_000)
    monkeypatch.setattr(xlsx, "CHUNK", 10)
    found = sheets(written(XlsxFile(Given(["text"], [["x" * 500]] * 100))))
    assert len(found) > 1
    assert sum(sheet.max_row - 1 for sheet in found) == 100


def test_columns_continue_on_further_worksheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "COLUMN_LIMIT", 10)
    monkeypatch.setattr(xlsx, "ROW_LIMIT", 3)
    table = Given(["integer"] * 20, [[row * 100 + n for n in range(20)] for row in range(3)])
    found: dict[str, list[Any]] = {}
    for sheet in sheets(written(XlsxFile(table))):
        headings, *rows = sheet.iter_rows(values_only=True)
        assert len(headings) <= 10
        assert headings[1] == "Reference"
        for row in rows:
            assert row[1] == "ABCDE-FGHJK"
            for heading, value in zip(headings, row, strict=True):
                found.setdefault(heading, []).append(value)
    for n in range(20):
        assert found[f"Question {n}"] == [n, 100 + n, 200 + n]


def test_headings_of_any_length_and_wording_are_apart() -> None:
    names = [
        "x" * 40_000,
        "x" * 40_001,
        "A (part 2)",
        "A",
        "Received (UK time)",
        "=1+1",
        "<b>&",
        "Line\nline",
    ]
    table = Given(["text"] * len(names), [["y" * 40_000] * len(names)], names)
    (sheet,) = sheets(written(XlsxFile(table)))
    headings = [cell.value for cell in sheet[1]]
    assert len(set(headings)) == len(headings)
    assert all(len(heading) <= 32_767 for heading in headings)
    assert {"=1+1", "<b>&", "Line\nline", "A (part 2)"} <= set(headings)
    assert [unguard(each) for each in csv_table(written(CsvFile(table)))[0]] == table.headings()
    read = parquet.read_table(io.BytesIO(written(ParquetFile(table))))
    assert read.column_names[:-1] == table.headings()
