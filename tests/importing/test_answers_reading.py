"""Dates, choices and maps, without a database."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from consultation.importing.answers.choices import Options
from consultation.importing.answers.map_file import read_map, write_map
from consultation.importing.answers.mapping import Column, Mapping, Use, read_column
from consultation.importing.answers.moments import Order, read_moment
from consultation.importing.answers.problems import AnswersError

LONDON = ZoneInfo("Europe/London")
MOMENT = datetime(2025, 11, 25, 14, 3, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2025-11-25T14:03:22Z", MOMENT),
        ("2025-11-25T15:03:22.000+01:00", MOMENT),
        ("25/11/2025 14:03:22", MOMENT),
        ("25.11.25 14:03:22", MOMENT),
        ("25/11/2025, 14:03:22", MOMENT),
        ("2025/11/25 2:03:22 PM GMT", MOMENT),
        ("2025/11/25 4:03:22 pm EET", MOMENT),
        ("25 November 2025 14:03:22", MOMENT),
        ("Nov 25, 2025, 2:03:22 PM", MOMENT),
        ("Tue, 25 Nov 2025 14:03:22 +0000", MOMENT),
        ("Tue Nov 25 2025 09:03:22 GMT-0500 (Eastern Standard Time)", MOMENT),
        ("1764079402", MOMENT),
        (1764079402000, MOMENT),
        ("45986.58567", datetime(2025, 11, 25, 14, 3, 22, tzinfo=UTC)),
        # Summer time of the portal, where no zone is named; noon, where no time is.
        ("25/06/2025 14:03", datetime(2025, 6, 25, 13, 3, tzinfo=UTC)),
        ("25/06/2025", datetime(2025, 6, 25, 11, tzinfo=UTC)),
        (datetime(2025, 6, 25), datetime(2025, 6, 25, 11, tzinfo=UTC)),
        ("yesterday", None),
        ("11/25/2025", None),
        ("25/11/2025 25:00", None),
        ("31/02/2025", None),
        ("01/01/1901", None),
        ("12", None),
        (True, None),
        (float("nan"), None),
        ("9" * 5000, None),
        ("(" * 100_000, None),
    ],
)
def test_moments(cell: object, moment: datetime | None) -> None:
    assert read_moment(cell, Order(True, LONDON)) == moment


def test_month_first() -> None:
    assert read_moment("11/25/2025 2:03:22 PM", Order(False, LONDON)) == MOMENT


@pytest.mark.parametrize(
    ("text", "chosen", "rest"),
    [
        ("Shared tools", ["Shared tools"], []),
        ("training, mentoring and time", ["Training, mentoring and time"], []),
        ("Training, Shared tools", ["Training", "Shared tools"], []),
        (
            "Training, mentoring and time, Training",
            ["Training, mentoring and time", "Training"],
            [],
        ),
        ("- Training\n- Shared  tools, Training", ["Training"], ["Shared  tools"]),
        ("Ponies, and hay; Training", ["Training"], ["Ponies, and hay"]),
        (
            "Training, ponies, and hay, Shared tools",
            ["Training", "Shared tools"],
            ["ponies, and hay"],
        ),
        ("Trainings", [], ["Trainings"]),
    ],
)
def test_several_choices_in_one_cell(text: str, chosen: list[str], rest: list[str]) -> None:
    options = Options.of(["Training", "Training, mentoring and time", "Shared tools"])
    assert options.several(text) == (chosen, rest)


def test_a_long_row_of_spaces_takes_no_time() -> None:
    assert Options.of(["A"]).several("x" + " " * 1_000_000 + "y,A") == (
        ["A"],
        ["x" + " " * 1_000_000 + "y"],
    )


def test_a_map_comes_back() -> None:
    columns = [
        Column('Zeit: "now"\n#1', Use.RECEIVED),
        Column("no", Use.QUESTION, "role"),
        Column("- x", Use.QUESTION, "help", option="A: b, “c” [d]"),
        Column("y", Use.QUESTION, "scoring", row="a-b", scale="use_ful"),
        Column("z", Use.QUESTION, "picks", row="a-b"),
        Column("*n", Use.LONG_TEXT, personal=True),
        Column("e", Use.EMAIL, personal=True),
        Column("z (part 2)", Use.MORE, of="z"),
        Column("1:30", Use.IGNORE),
    ]
    mapping = Mapping(
        tuple(columns),
        sheet="Form responses 1",
        heading_row=3,
        encoding="cp1252",
        separator="\t",
        day_first=False,
        zone="Europe/Paris",
        received="2025-11-25",
        pages={"Old: title": "/a/b", "yes": "12", "": ""},
    )
    assert read_map(write_map(mapping, "a.csv\nb: c", ["role"])) == mapping


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("columns: []", "no “columns”"),
        ("- a", "no “columns”"),
        ("a: [", "in line 1"),
        ("columns: [{heading: a}]", "1. column of the map"),
        ("columns: [{heading: a, becomes: question Role!}]", "Column “a”: the map says"),
        ("columns: [{heading: a, becomes: ignore}]\nshet: x", "“shet”, which is unknown"),
        ("columns: [{heading: a, becomes: ignore}]\ndates: [x]", "“dates” has to be one text"),
        ("columns: [{heading: a, becomes: ignore}]\ndates: us", "“day first” or “month first”"),
        ("columns: [{heading: a, becomes: ignore}]\nsheet: a\nsheet: b", "“sheet” twice"),
        ('columns: [{heading: a, becomes: "question b option \\0"}]', "an invisible sign"),
        ("a: &a [x]\ncolumns: *a", "refers to itself"),
        ("columns: !!python/object/apply:os.system [ls]", "1. column of the map"),
        ("[" * 5000, "cannot be read"),
    ],
)
def test_maps_that_cannot_be_used(text: str, reason: str) -> None:
    with pytest.raises(AnswersError, match=reason):
        read_map(text)


def test_what_a_column_can_become() -> None:
    assert read_column("a", "question  role").key == "role"
    assert read_column("a", "new short text personal") == Column("a", Use.SHORT_TEXT, personal=True)
