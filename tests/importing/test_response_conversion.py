"""Dates, choices and mappings, without a database."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consultation.common.spreadsheets import Cell
from consultation.importing.responses.cell_conversion import Options
from consultation.importing.responses.columns import ColumnProfile, profile_columns
from consultation.importing.responses.dates import (
    ColumnDates,
    DateInDoubtError,
    DateOrder,
    read_date,
)
from consultation.importing.responses.mapping import Column, Mapping, Use
from consultation.importing.responses.tables import open_table
from tests.importing.spreadsheets import write_csv

LOCAL = datetime(2025, 11, 25, 14, 3, 22)
WITH_ZONE = LOCAL.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025-11-25T14:03:22Z", WITH_ZONE),
        ("2025-11-25T15:03:22.000+01:00", WITH_ZONE),
        ("25/11/2025 14:03:22", LOCAL),
        ("11/25/2025 2:03:22 PM", LOCAL),
        ("25.11.25 14:03:22", LOCAL),
        ("25/11/2025, 14:03:22", LOCAL),
        ("2025/11/25 2:03:22 PM GMT", WITH_ZONE),
        ("2025/11/25 4:03:22 pm EET", WITH_ZONE),
        ("25 November 2025 14:03:22", LOCAL),
        ("Nov 25, 2025, 2:03:22 PM", LOCAL),
        ("Tue, 25 Nov 2025 14:03:22 +0000", WITH_ZONE),
        ("Tue Nov 25 2025 09:03:22 GMT-0500 (Eastern Standard Time)", WITH_ZONE),
        ("1764079402", None),
        (45986.58567, None),
        ("2025-05-12", datetime(2025, 5, 12)),
        (datetime(2025, 6, 25), datetime(2025, 6, 25)),
        ("25/11/2025 14:03 XYZ", None),
        ("yesterday", None),
        ("25/11/2025 25:00", None),
        ("31/02/2025", None),
        ("November 2025", None),
        ("14:03", None),
        ("01/01/1801", None),
        ("12", None),
        ("4 of 5", None),
        ("13/4/2024 (I think)", None),
        (True, None),
        (float("nan"), None),
        ("9" * 5000, None),
        ("(" * 100_000, None),
    ],
)
def test_dates(cell: Cell, expected: datetime | None) -> None:
    readings = read_date(cell)
    assert (readings and readings.day_first) == expected


def _column(*cells: Cell) -> ColumnProfile:
    profile = ColumnProfile()
    for number, cell in enumerate(cells, start=2):
        profile.add(number, cell)
    return profile


def _read(profile: ColumnProfile, cells: tuple[Cell, ...], order: DateOrder) -> list[str]:
    """Return the day that each cell means; "?" where that is in doubt."""
    found = []
    for number, cell in enumerate(cells, start=2):
        try:
            found.append(f"{profile.dates.read(number, cell, order):%Y-%m-%d}")
        except DateInDoubtError:
            found.append("?")
    return found


@pytest.mark.parametrize(
    ("cell", "in_doubt", "proven"),
    [
        ("12/5/2024", True, DateOrder.UNDECIDED),
        ("5/12/2024", True, DateOrder.UNDECIDED),
        ("12/12/2024", False, DateOrder.UNDECIDED),
        ("13/5/2024", False, DateOrder.DAY_FIRST),
        ("5/13/2024", False, DateOrder.MONTH_FIRST),
        ("13/12/2024", False, DateOrder.DAY_FIRST),
        ("12/13/2024", False, DateOrder.MONTH_FIRST),
        ("2024-12-05", False, DateOrder.UNDECIDED),
        ("12 May 2024", False, DateOrder.UNDECIDED),
    ],
)
def test_what_a_date_proves(cell: str, in_doubt: bool, proven: DateOrder) -> None:
    profile = _column(cell)
    assert bool(profile.dates.doubtful) == in_doubt
    assert profile.dates.proven_order == proven
    assert (_read(profile, (cell,), DateOrder.UNDECIDED) == ["?"]) == in_doubt


def test_dates_of_both_kinds_are_judged_by_their_neighbours_and_held() -> None:
    cells = ("30/06/2022", "7/5/2022", "7/16/2022", "07/12/2022", "7/19/2022", "7/21/2022")
    profile = _column(*cells)
    assert profile.dates.proven_order == DateOrder.UNDECIDED
    assert list(profile.dates.doubtful) == [3, 5]
    held = _read(profile, cells, DateOrder.UNDECIDED)
    assert held == ["2022-06-30", "?", "2022-07-16", "?", "2022-07-19", "2022-07-21"]
    judged = _read(profile, cells, DateOrder.NEIGHBOURS)
    assert [judged[1], judged[3]] == ["2022-07-05", "2022-07-12"]
    # What can only be read in one way is read so, whatever a person decides about the others.
    decided = _read(profile, cells, DateOrder.DAY_FIRST)
    assert decided[:4] == ["2022-06-30", "2022-05-07", "2022-07-16", "2022-12-07"]
    # Without certain dates, neighbours tell nothing.
    assert _read(_column("7/5/2022"), ("7/5/2022",), DateOrder.NEIGHBOURS) == ["?"]


def test_days_that_a_program_took_for_months_are_held() -> None:
    # A program that expects the day first has made dates of some texts with the month first.
    cells = (datetime(2022, 5, 7), "7/16/2022", datetime(2022, 12, 7), "7/19/2022")
    profile = _column(*cells)
    assert profile.dates.is_exchanged
    assert _read(profile, cells, DateOrder.UNDECIDED) == ["?", "2022-07-16", "?", "2022-07-19"]
    decided = _read(profile, cells, DateOrder.MONTH_FIRST)
    assert decided == ["2022-07-05", "2022-07-16", "2022-07-12", "2022-07-19"]
    # Dates of which one has a later day were not exchanged.
    assert not _column(*cells, datetime(2022, 7, 30)).dates.is_exchanged
    assert ColumnDates().read(1, datetime(2022, 5, 7), DateOrder.UNDECIDED)


@pytest.mark.parametrize(
    ("text", "chosen", "rest"),
    [
        ("Shared tools", ["Shared tools"], ()),
        ("training, mentoring and time", ["Training, mentoring and time"], ()),
        ("Training, Shared tools", ["Training", "Shared tools"], ()),
        (
            "Training, mentoring and time, Training",
            ["Training, mentoring and time", "Training"],
            (),
        ),
        ("- Training\n- Shared  tools, Training", ["Training", "Shared tools"], ()),
        ("Ponies, and hay; Training", ["Training"], ("Ponies, and hay",)),
        (
            "Training, ponies, and hay, Shared tools",
            ["Training", "Shared tools"],
            ("ponies, and hay",),
        ),
        ("Trainings", None, ("Trainings",)),
    ],
)
def test_several_choices_in_one_cell(
    text: str, chosen: list[str] | None, rest: tuple[str, ...]
) -> None:
    options = Options(["Training", "Training, mentoring and time", "Shared tools"])
    converted = options.several(text)
    assert (converted.value, converted.rest) == (chosen, rest)


def test_a_long_text_is_no_choice_and_takes_no_time() -> None:
    text = "x" + " ," * 1_000_000 + "y,A"
    assert Options(["A"]).several(text).rest == (text,)


def test_options_that_differ_in_punctuation_alone_stay_apart() -> None:
    options = Options(["1 - 2", "12", "Yes"])
    assert [options.one(text) for text in ("1 - 2", "12", "yes!", "1–2")] == [
        "1 - 2",
        "12",
        "Yes",
        None,
    ]


SEVERAL = ["Email", "Maps", "Training, mentoring and time"]


@pytest.mark.parametrize(
    ("values", "several", "options"),
    [
        (["Yes"] * 8 + ["No"] * 6 + ["yes"], False, ["Yes", "No"]),
        (["Yes"] * 20 + ["It depends"], False, ["Yes"]),
        ([f"My own words {number}" for number in range(30)], False, []),
        (["Yes", "No"], False, []),
        (["Email;Maps", "Maps", "Email", "Email; Maps"] * 4, True, ["Email", "Maps"]),
        (
            ["Email, Maps", ", ".join(SEVERAL), SEVERAL[2], "Maps", "Email"] * 4,
            True,
            ["Email", "Maps", "Training, mentoring and time"],
        ),
        (["email,maps", "maps", "email"] * 5, True, ["email", "maps"]),
        (["Yes, Always", "No, Never", "Maybe"] * 9, True, []),
        (["£1,000 to £1,999", "£2,000 to £2,999", "More"] * 9, True, []),
        (["Leeds, UK", "York, UK", "Cork, Ireland", "Sligo, Ireland"] * 9, True, []),
        (["Maps; Email", "Email; Maps", "Maps"] * 9, True, ["Email", "Maps"]),
        (["Cost; Speed; Size", "Size; Cost; Speed", "Speed; Cost; Size"] * 9, True, []),
        (["Maps"] * 50 + ["Email"] * 30 + ["Maps;Email"], True, ["Email", "Maps"]),
    ],
)
def test_choices_are_told_by_what_is_given_again_and_again(
    values: list[str], several: bool, options: list[str]
) -> None:
    assert sorted(_column(*values).options(several=several)) == sorted(options)


def test_profile_of_columns(tmp_path: Path) -> None:
    rows = [["When", "Team", "Empty"], *([f"2025-01-{day:02}", "4", ""] for day in range(1, 20))]
    when, team, empty = profile_columns(open_table(write_csv(tmp_path / "a.csv", rows)))
    assert (when.filled, len(when.values), when.is_dates) == (19, 19, True)
    assert (team.common_values(3), team.is_numbers, team.is_dates) == (["4"], True, False)
    assert empty.filled == 0


def test_mapping_is_read_back() -> None:
    columns = [
        Column(heading='Zeit: "now"\n#1', becomes=Use.RECEIVED, dates=DateOrder.MONTH_FIRST),
        Column(heading="- x", becomes=Use.QUESTION, key="help", option="A: b, “c” [d]"),
        Column(heading="*n", becomes=Use.LONG_TEXT, personal=True),
        Column(heading="z", becomes=Use.SINGLE_CHOICE, options=("yes", "No: never", "1:30")),
        Column(heading="z [a]", becomes=Use.SEVERAL_CHOICES, of="z", option="a"),
        Column(heading="1:30", becomes=Use.IGNORE, doubt=""),
    ]
    mapping = Mapping(columns=tuple(columns), sheet="Form 1")
    assert Mapping.model_validate_json(json.dumps(mapping.to_dict())) == mapping
