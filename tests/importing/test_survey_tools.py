"""Exports as the common survey tools write them: choices are choices, and every cell is kept."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from consultation.importing.responses.services import import_responses
from consultation.responses.models import Response
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form
from tests.importing.spreadsheets import Cells, read_texts, write_csv, write_xlsx

pytestmark = pytest.mark.django_db

NUMBER = 60
START = datetime(2024, 3, 1, 9)
TOOLS = ["Maps", "Email", "Chat (Teams, Slack)", "None of these"]
OPINIONS = ["Strongly agree", "Agree", "Disagree", "Strongly disagree", ""]
REGIONS = ["North", "South East, with Kent", "Wales"]


def _picked(number: int) -> list[str]:
    return [tool for place, tool in enumerate(TOOLS) if (number + 1) >> place & 1]


def _text(number: int) -> str:
    return f"Line {number} 👍\n\nIt’s “naïve”; café, and more" if number % 3 else ""


def _limesurvey(yes: str, no: str) -> Cells:
    """Each option has a column, with a word for yes and one for no; some were not shown it."""
    headings = ["Response ID", "Date submitted", "Seed", "Q1. Where do you live?"]
    headings += [f"Q2. Which tools? [{tool}]" for tool in TOOLS]
    headings += ["Q2. Which tools? [Other]", "Q3. How far do you agree? [It is clear]", "Q4. Why?"]
    rows: list[list[Any]] = [headings]
    for n in range(NUMBER):
        ticks = [yes if tool in _picked(n) else no for tool in TOOLS]
        at = str(START + timedelta(hours=n))
        row = [n + 1, at, 9_000_000 + 7 * n, REGIONS[n % 3], *ticks, "a pigeon" if n == 7 else ""]
        rows.append([*row, OPINIONS[n % 5], _text(n)])
    return rows


def _google() -> Cells:
    """Several choices are between commas; a scale is in numbers; a heading is there twice."""
    headings = ["Timestamp", "Where do you live?", "Which tools?", "How useful?", "Why?", "Why?"]
    rows: list[list[Any]] = [headings]
    for n in range(NUMBER):
        at = (START + timedelta(hours=9 * n)).strftime("%d/%m/%Y %H:%M:%S")
        picked = ", ".join([*_picked(n), "My own way"] if n == 20 else _picked(n))
        rows.append([at, REGIONS[n % 3], picked, n % 5 + 1, _text(n), f"Second {n}"])
    return rows


def _microsoft() -> Cells:
    """Several choices end in semicolons; a ranking names all options; some columns are empty."""
    headings = ["ID", "Start time", "Completion time", "Email", "Name", "Where do you live?"]
    headings += ["Which tools?", "Rank these", "How likely are you to recommend it?", "Why?"]
    rows: list[list[Any]] = [headings]
    for n in range(NUMBER):
        at = START + timedelta(hours=n)
        ranks = ["Cost;Speed;Quality;", "Speed;Cost;Quality;", "Quality;Speed;Cost;"][n % 3]
        row = [n + 1, at, at + timedelta(minutes=5), "anonymous", "", REGIONS[n % 3]]
        rows.append([*row, "".join(f"{each};" for each in _picked(n)), ranks, n % 11, _text(n)])
    return rows


def _smartsurvey(tick: Any) -> Cells:
    """A question is above all of its options, and a cell is ticked or empty."""
    headings = ["UserID", "Started", "Ended", "1. Where do you live?", "2. Which tools?"]
    headings += [""] * len(TOOLS) + ["3. Why?", "4. Rate these", " "]
    options = ["", "", "", "", *TOOLS, "Other (please specify):", "", "Speed", "Price"]
    rows: list[list[Any]] = [headings, options]
    for n in range(NUMBER):
        at = [(START + timedelta(hours=9 * n + m)).strftime("%d/%m/%Y %H:%M") for m in (0, 1)]
        ticks = [tick or tool if tool in _picked(n) else "" for tool in TOOLS]
        row = [5_000_000 + n, *at, REGIONS[n % 3], *ticks, "a pigeon" if n == 7 else "", _text(n)]
        rows.append([*row, ["1 - Poor", "2", "3 - Good"][n % 3], ["Poor", "Fair", ""][n % 3]])
    return rows


def _citizen_space() -> Cells:
    """Parts of a question are behind dashes, ticks are 1 and 0, and a title is above it all."""
    headings = ["Response ID", "Date Submitted", "1: Where do you live? - Radio"]
    headings += [f"2: Which tools? - {tool}" for tool in TOOLS] + ["3: Why? - Text", "4: File"]
    rows: list[list[Any]] = [["Consultation: Harbour", ""], [], headings]
    for n in range(NUMBER):
        at = str(START + timedelta(hours=n))
        ticks = [int(tool in _picked(n)) for tool in TOOLS]
        rows.append([f"ANON-{n:04}", at, REGIONS[n % 3], *ticks, _text(n), ""])
    return rows


EXPORTS: dict[str, tuple[Callable[..., Path], Cells, str]] = {
    "LimeSurvey": (write_csv, _limesurvey("Yes", "No"), "Q2. Which tools?"),
    "LimeSurvey with codes": (write_csv, _limesurvey("Y", ""), "Q2. Which tools?"),
    "Google Forms": (write_csv, _google(), "Which tools?"),
    "Microsoft Forms": (write_xlsx, _microsoft(), "Which tools?"),
    "SmartSurvey": (write_xlsx, _smartsurvey(1), "2. Which tools?"),
    "SurveyMonkey": (write_xlsx, _smartsurvey(""), "2. Which tools?"),
    "Citizen Space": (write_csv, _citizen_space(), "2: Which tools?"),
}


@pytest.fixture
def page() -> Any:
    return SectionPageFactory(parent=ConsultationPageFactory(), blocks=[feedback_form()])


def _definition() -> Any:
    return Response.objects.select_related("form_version")[0].form_version.definition


@pytest.mark.parametrize("tool", EXPORTS)
def test_export_of_survey_tool_comes_in_whole(tmp_path: Path, page: Any, tool: str) -> None:
    write, rows, several = EXPORTS[tool]
    ending = "xlsx" if write is write_xlsx else "csv"

    outcome = import_responses(write(tmp_path / f"export.{ending}", rows), page)

    assert (outcome.imported, outcome.rejected) == (NUMBER, [])
    questions = {question.label: question for question in _definition().questions}
    # Who lives where, and how often each tool was picked, is counted as in the spreadsheet.
    living = next(each for label, each in questions.items() if "Where do you live?" in label)
    assert (living.type, set(living.options)) == ("single_choice", set(REGIONS))
    assert questions[several].type == "several_choices"
    counted: Counter[str] = Counter()
    for response in Response.objects.all():
        counted.update(response.form_data.get(questions[several].key, ()))
    expected = Counter(tool for n in range(NUMBER) for tool in _picked(n))
    assert {tool: counted[tool] for tool in TOOLS} == dict(expected)
    # The report accounts for every cell: what is in responses, rejected rows and left-out columns.
    filled = sum(each.filled for each in outcome.columns)
    data = rows[next(at for at, row in enumerate(rows) if len(rows) - at == NUMBER) :]
    assert filled == sum(cell != "" for row in data for cell in row)
    text = outcome.report.remarks[-1].text
    assert text.startswith(f"Filled cells: {filled:,}. In responses: {filled:,}.")
    # And each text is where it is said to be, word for word.
    responses = Response.objects.select_related("form_version").order_by("pk")
    for n, response in enumerate(responses):
        assert _text(n) in "\n".join(read_texts(response))


def test_scale_in_numbers_is_a_choice_in_its_order(tmp_path: Path, page: Any) -> None:
    import_responses(write_csv(tmp_path / "a.csv", _google()), page)
    question = next(each for each in _definition().questions if each.label == "How useful?")
    assert (question.type, question.options) == ("single_choice", ("1", "2", "3", "4", "5"))


def test_ranking_keeps_its_order(tmp_path: Path, page: Any) -> None:
    import_responses(write_xlsx(tmp_path / "a.xlsx", _microsoft()), page)
    question = next(each for each in _definition().questions if each.label == "Rank these")
    assert question.type != "several_choices"
    given = {response.form_data[question.key] for response in Response.objects.all()}
    assert "Quality;Speed;Cost;" in given


def test_missing_number_does_not_make_numbers_text(tmp_path: Path, page: Any) -> None:
    rows = [["Timestamp", "Age", "Comment"]]
    rows += [["2025-01-01", "NA" if n % 5 == 0 else str(20 + n), f"C{n}"] for n in range(30)]
    import_responses(write_csv(tmp_path / "a.csv", rows), page)
    questions = {question.label: question for question in _definition().questions}
    assert questions["Age"].type == "number"
    assert questions["Age (as given)"].type == "long_text"


def test_names_of_people_are_no_options(tmp_path: Path, page: Any) -> None:
    rows = [["Timestamp", "Please tell us about you: Name", "Your details [Organisation]"]]
    rows += [["2025-01-01", f"Person {n % 3}", f"Council {n % 2}"] for n in range(30)]
    outcome = import_responses(write_csv(tmp_path / "a.csv", rows), page)
    asked = _definition().questions
    assert all(question.is_personal and not question.options for question in asked)
    assert all(each.becomes.endswith(", personal data") for each in outcome.columns[1:])
    assert outcome.columns[1].becomes == (
        "New question “Please tell us about you: Name”: One line of text, personal data"
    )


def test_what_has_no_value_of_its_own_is_named(tmp_path: Path, page: Any) -> None:
    workbook = openpyxl.Workbook()
    hidden, sheet = workbook.active, workbook.create_sheet("Answers")
    hidden.title, hidden.sheet_state = "Codes", "hidden"
    hidden.append(["a", "b"])
    sheet.append(["Timestamp", "Team", "Why?", "Unused", "Share"])
    for n in range(4):
        sheet.append([START, f"Team {n}", "#N/A" if n == 1 else f"Because {n}", None, 0.25])
    sheet.merge_cells("B4:B5")
    # A format in an empty cell far away makes no column.
    sheet.cell(2, 5000).font = openpyxl.styles.Font(bold=True)
    workbook.save(tmp_path / "a.xlsx")
    outcome = import_responses(tmp_path / "a.xlsx", page)
    told = "\n".join(remark.text for remark in outcome.report.remarks)
    assert "Worksheet “Answers” was read. These others were left out: “Codes”." in told
    assert "Cells with an error, like #N/A: 1." in told
    assert "Merged cells: 1." in told
    assert {each.heading: each.filled for each in outcome.columns}["Unused"] == 0
    assert re.search(r"Filled cells: 14\. In responses: 14\.", told)
    assert outcome.imported == 4
