"""A spreadsheet becomes responses, once, with nothing of it lost, and can be taken back."""

import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry

from consultation.common.errors import UserFacingError
from consultation.importing.models import ResponseImport
from consultation.importing.responses import services
from consultation.importing.responses.answer_schema import inferred_key
from consultation.importing.responses.dates import DateOrder
from consultation.importing.responses.mapping import Mapping
from consultation.importing.responses.services import import_responses, undo_import
from consultation.importing.responses.tables import ResponseImportError
from consultation.pages.blocks import ContentBlock
from consultation.responses.models import (
    FormVersion,
    LedgerEntry,
    Response,
    Status,
)
from consultation.responses.services import change_status, erase
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form, make_user
from tests.importing.spreadsheets import (
    ledger_adds_up,
    suggest,
    write_csv,
    write_xlsx,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# As the old site's form sent it: control names, day first, pages by title and address.
SHEET = """\
Timestamp,page,nature,gs-summary,details,mf-role,org,email,hp_field,Favourite colour
25/11/2025 14:03:22,Mechanisms,I'm enthusiastic about this,Good plan,"Line one
line two",Local authority leadership,Leeds,ada@example.org,,blue
25/11/2025 14:04:22,Nowhere,Something else,No,,Wizard,,,,
,Mechanisms,,Hello,,,,,,
25/11/2025 14:05:00,/old/mechanisms/,,,,,,,,
25/06/2025 14:06:00,https://old.example/x/mechanisms/#sheets,Meh,Eh,,Wizard,,,,red
"""


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def consultation() -> Any:
    consultation = ConsultationPageFactory(blocks=[feedback_form()])
    SectionPageFactory(parent=consultation, title="Mechanisms", blocks=[feedback_form()])
    return consultation


def test_the_sheet_of_a_hand_written_form(tmp_path: Path, consultation: Any) -> None:
    file = write(tmp_path / "old.csv", SHEET)
    counts = {"rows": 5, "imported": 2, "already_there": 0, "rejected": 3}
    assert import_responses(file, consultation, dry_run=True).counts() == counts
    assert not Response.objects.exists()

    outcome = import_responses(file, consultation)

    assert outcome.counts() == counts
    second, first = Response.objects.order_by("submit_time").select_related("form_version")
    assert first.submit_time == datetime(2025, 11, 25, 14, 3, 22, tzinfo=UTC)
    assert second.submit_time == datetime(2025, 6, 25, 13, 6, tzinfo=UTC)
    assert (first.source, first.page_title) == ("imported", "Mechanisms")
    assert first.form_data == {
        "summary": "Good plan",
        "details": "Line one\nline two",
        "role": "Local authority leadership",
        "email": "ada@example.org",
        # Only one of its answers is an option, so nothing shows which question it is.
        inferred_key("nature"): "I'm enthusiastic about this",
        inferred_key("org"): "Leeds",
        inferred_key("Favourite colour"): "blue",
    }
    assert first.role == "Local authority leadership"
    # Too short and not on offer any more, and kept as it was given.
    assert second.form_data["summary"] == "Eh"
    assert second.role == "Wizard"
    assert "Wizard" in first.form_version.definition.by_key()["role"].options
    assert LedgerEntry.objects.count() == 2
    assert ledger_adds_up()

    again = import_responses(file, consultation)
    assert again.counts() == counts | {"imported": 0, "already_there": 2}

    # What was rejected is mended in its own sheet and comes in.
    rejected = outcome.rejected_csv().decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(rejected, newline="")))
    assert [row["Row in the first file"] for row in rows] == ["3", "4", "5"]
    rows[0]["page"] = "Mechanisms"
    with (tmp_path / "mended.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows[:1])
    outcome = import_responses(tmp_path / "mended.csv", consultation)
    assert outcome.imported == 1 and not outcome.rejected
    assert Response.objects.count() == 3


def test_rows_that_are_alike_and_rows_that_are_new(tmp_path: Path, consultation: Any) -> None:
    page = consultation.get_children()[0]
    headings = ["Timestamp", "Brief summary", "Your role", "Note"]
    row = ["25/11/2025 14:00:00", "The same", "Wizard", ""]
    file = write_csv(tmp_path / "a.csv", [headings, row, row])
    assert import_responses(file, page).imported == 2
    assert import_responses(file, page).already_there == 2
    # The same rows with more, in another order of columns, from another kind of file.
    turned = [headings[::-1], ["", "Wizard", "New", datetime(2025, 11, 25, 15)]]
    turned += [["", "Wizard", "The same", datetime(2025, 11, 25, 14)]] * 3
    outcome = import_responses(write_xlsx(tmp_path / "b.xlsx", turned), page)
    assert (outcome.imported, outcome.already_there, outcome.rejected) == (2, 2, [])
    # A cell that was changed since makes another row; that is said before it is too late.
    row = ["25/11/2025 14:00:00", "The same", "Wizard", "checked"]
    changed = write_csv(tmp_path / "c.csv", [headings, row])
    remarks = import_responses(changed, page, dry_run=True).report.remarks
    assert any("came at the very time of an imported response: 1" in each.text for each in remarks)
    # An answer that was erased here does not come back.
    erase(Response.objects.all(), "Asked for", make_user("superuser"))
    assert import_responses(file, page).already_there == 2
    assert ledger_adds_up()


def test_pages_are_found_by_what_old_sites_call_them(tmp_path: Path, consultation: Any) -> None:
    page = consultation.get_children()[0]
    page.slug = "mechanisms-of-change"
    page.save()
    SectionPageFactory(parent=consultation, title="Mechanisms", slug="twin")
    Redirect.add_redirect("/docs/old-name", page)
    found = [
        "/docs/old-name/",
        "https://old.example/docs/old-name.html?x=1#form",
        "mechanisms-of-change/index.html",
        "Mechanisms-Of-Change.md",
        f"/{consultation.slug}/mechanisms-of-change/",
        str(page.pk),
    ]
    lost = ["Mechanisms", "", "no such page", "999999", "x" * 5000]
    moment = "25/11/2025 14:00:00"
    rows = [[moment, f"Answer {n}", text] for n, text in enumerate([*found, *lost])]
    file = write_csv(tmp_path / "a.csv", [["Timestamp", "Summary", "Page"], *rows])
    mapping, doubts = suggest(file, consultation)
    assert doubts == ["Pages that were not found: 3. Their rows are rejected."]
    outcome = import_responses(file, consultation, mapping=mapping)
    assert [row.number for row in outcome.rejected] == [8, 9, 10, 11, 12]
    assert {response.page_id for response in Response.objects.all()} == {page.pk}
    assert outcome.imported == len(found)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Summary": "nothing"}, "Column “Summary”: no question has the key “nothing”"),
        ({"Summary": "role"}, "Column “Role”: another column becomes the same"),
        ({"Note": "received"}, "Column “Note”: another column becomes the same"),
        ({"Note": "summary option Yes"}, "Column “Note”: “summary” has no options"),
        ({"Note": None}, "The columns of the file have changed"),
        ({"More": "ignore"}, "The columns of the file have changed"),
    ],
)
def test_mapping_that_does_not_fit(
    tmp_path: Path, consultation: Any, changes: dict[str, str | None], reason: str
) -> None:
    becomes = {"When": "received", "Summary": "summary", "Note": "ignore", "Role": "role"}
    columns = []
    for heading, text in (becomes | changes).items():  # type: ignore[operator]
        key, _, option = (text or "").partition(" option ")
        column = {"heading": heading, "becomes": key}
        if key not in ("received", "ignore"):
            column = {"heading": heading, "becomes": "question", "key": key, "option": option}
        columns += [column] if text else []
    rows = [["When", "Summary", "Note", "Role"], ["25/11/2025", "a", "b", "c"]]
    file = write_csv(tmp_path / "a.csv", rows)
    mapping = Mapping.model_validate({"columns": columns})
    with pytest.raises(ResponseImportError, match=reason):
        import_responses(file, consultation, mapping=mapping)
    assert not Response.objects.exists()


def test_no_row_is_stored_with_a_date_in_doubt(tmp_path: Path, consultation: Any) -> None:
    def outcome(*dates: str, order: DateOrder | None = None) -> tuple[list[str], list[int]]:
        """Return the days that are stored, and the rows that are held."""
        rows = [[date, f"Answer {number}"] for number, date in enumerate(dates)]
        file = write_csv(tmp_path / "a.csv", [["Timestamp", "Summary"], *rows])
        mapping, _ = suggest(file, consultation)
        if order:
            when = mapping.columns[0].model_copy(update={"dates": order})
            mapping = mapping.model_copy(update={"columns": (when, *mapping.columns[1:])})
        with transaction.atomic():
            done = import_responses(file, consultation, mapping=mapping)
            times = Response.objects.order_by("pk").values_list("submit_time", flat=True)
            found = [f"{each:%Y-%m-%d}" for each in times]
            transaction.set_rollback(True)
        return found, [row.number for row in done.rejected]

    # One kind of certain dates settles the others.
    assert outcome("3/4/2025", "13/4/2025") == (["2025-04-03", "2025-04-13"], [])
    assert outcome("3/4/2025", "3/13/2025") == (["2025-03-04", "2025-03-13"], [])
    # Nothing does here, until a person decides.
    assert outcome("12/5/2024", "5/6/2025") == ([], [2, 3])
    assert outcome("3/4/2025", order=DateOrder.MONTH_FIRST) == (["2025-03-04"], [])
    # The last is in the future.
    dates = ("3/4/2025", "13/4/2025", "4/14/2025", "1/1/2099")
    assert outcome(*dates) == (["2025-04-13", "2025-04-14"], [2, 5])
    assert outcome(*dates, order=DateOrder.NEIGHBOURS)[0][0] == "2025-04-03"


def test_choices_become_choices(tmp_path: Path, consultation: Any) -> None:
    headings = ["Timestamp", "Region", "Which tools?", "Used [Maps]", "Used [Email]", "Why?"]
    tools = ["Maps, Email and chat", "Email and chat", "Maps"]
    rows = [
        [
            f"25/11/2025 10:{number:02}",
            "North" if number % 3 else "South",
            "A flying carpet" if number == 25 else tools[number % 3],
            "Yes" if number % 2 else "",
            "No" if number % 2 else "Email",
            f"Because of {number}",
        ]
        for number in range(30)
    ]
    file = write_csv(tmp_path / "a.csv", [headings, *rows])
    mapping, _ = suggest(file, consultation)
    assert [str(column.becomes) for column in mapping.columns] == [
        "received",
        "new single choice",
        "new several choices",
        "new several choices",
        "new several choices",
        "new short text",
    ]
    import_responses(file, consultation, mapping=mapping)
    first, second, *_ = Response.objects.order_by("submit_time").select_related("form_version")
    asked = first.form_version.definition.by_key()
    assert asked[inferred_key("Region")].type == "single_choice"
    assert asked[inferred_key("Region")].options == ("North", "South")
    # What only one person gave is kept as an option too, after those that many gave.
    options = {"Maps", "Email and chat", "A flying carpet"}
    assert set(asked[inferred_key("Which tools?")].options) == options
    assert asked[inferred_key("Used")].options == ("Maps", "Email")
    assert first.form_data[inferred_key("Which tools?")] == ["Maps", "Email and chat"]
    assert first.form_data[inferred_key("Used")] == ["Email"]
    assert second.form_data[inferred_key("Used")] == ["Maps"]


def test_import_is_undone_as_a_whole(tmp_path: Path, consultation: Any) -> None:
    page = consultation.get_children()[0].specific
    headings = ["Timestamp", "Summary", "Your role", "Shoe size"]
    rows = [[f"25/11/2025 10:{n:02}", f"Answer {n}", "Wizard", "42"] for n in range(5)]
    file = write_csv(tmp_path / "a.csv", [headings, *rows])
    before = list(FormVersion.objects.values_list("pk", flat=True))
    import_responses(file, page, user=make_user("superuser"))
    done = ResponseImport.objects.get()

    assert undo_import(done, None) == 5

    assert not Response.objects.exists() and not LedgerEntry.objects.exists()
    assert ledger_adds_up()
    # Nothing is left of the questions that only the import asked.
    assert list(FormVersion.objects.values_list("pk", flat=True)) == before
    entry = PageLogEntry.objects.get(action="responses.undo_import")
    assert entry.data == {"file": "a.csv", "responses": 5}
    # Once is enough, and the same file comes in again.
    assert undo_import(done, None) == 0
    assert import_responses(file, page).imported == 5


def test_import_with_responses_that_were_worked_on_stays(tmp_path: Path, consultation: Any) -> None:
    rows = [[f"25/11/2025 10:{n:02}", f"Answer {n}"] for n in range(3)]
    file = write_csv(tmp_path / "a.csv", [["Timestamp", "Summary"], *rows])
    import_responses(file, consultation)
    response = Response.objects.order_by("submit_time")[1]
    change_status([response], Status.EXCLUDED, "It is spam", make_user("superuser"))
    with pytest.raises(UserFacingError, match="responses have been worked on"):
        undo_import(ResponseImport.objects.get(), None)
    assert Response.objects.count() == 3
    assert ledger_adds_up()


def test_many_rows_take_few_queries_and_one_transaction(
    tmp_path: Path, consultation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "BATCH", 10)
    page = consultation.get_children()[0]
    roles = ["Wizard", "Local authority leadership"]

    def sheet(batches: int, name: str) -> Path:
        rows = [
            [f"25/11/2025 {n // 60:02}:{n % 60:02}", f"{name} {n}", roles[n % 2], "blue"]
            for n in range(batches * 10)
        ]
        return write_csv(tmp_path / f"{name}.csv", [["Timestamp", "Summary", "Role", "C"], *rows])

    def queries(file: Path) -> int:
        with CaptureQueriesContext(connection) as captured:
            import_responses(file, page)
        return len(captured)

    queries(sheet(1, "warm"))
    one, two, ten = (queries(sheet(number, f"n{number}")) for number in (1, 2, 10))
    each = two - one
    assert ten - one == 9 * each
    assert each <= 12

    # A failure in the last batch leaves nothing of the first, not even a line in the log.
    before = (Response.objects.count(), LedgerEntry.objects.count(), PageLogEntry.objects.count())
    store = services.record_imported
    batches: list[int] = []

    def fail(batch: Any, counts: Any) -> None:
        batches.append(len(batch))
        if len(batches) == 3:
            raise RuntimeError("The disk is full")
        store(batch, counts)

    monkeypatch.setattr(services, "record_imported", fail)
    with pytest.raises(RuntimeError):
        import_responses(sheet(3, "failing"), page)
    assert before == (
        Response.objects.count(),
        LedgerEntry.objects.count(),
        PageLogEntry.objects.count(),
    )
    monkeypatch.undo()
    assert import_responses(sheet(3, "failing"), page).imported == 30
    assert ledger_adds_up()
    assert not mail.outbox


@pytest.mark.parametrize("live", [True, False])
def test_many_pages_take_no_more_queries(tmp_path: Path, live: bool) -> None:
    consultation = ConsultationPageFactory()

    def queries(more: int) -> int:
        for _ in range(more):
            page = SectionPageFactory(parent=consultation, live=live)
            page.body = ContentBlock().to_python([feedback_form()])
            revision = page.save_revision()
            if live:
                revision.publish()
        pages = list(consultation.get_children())
        rows = [["25/11/2025", str(page.pk), "Wizard", f"Of {len(pages)}"] for page in pages]
        file = write_csv(tmp_path / "a.csv", [["Timestamp", "Page", "Your role", "x"], *rows])
        with CaptureQueriesContext(connection) as captured:
            outcome = import_responses(file, consultation)
        assert outcome.imported == len(rows)
        assert {response.role for response in Response.objects.all()} == {"Wizard"}
        return len(captured)

    queries(1)
    assert queries(1) == queries(8)


def test_another_worksheet_is_imported_if_the_mapping_names_it(
    tmp_path: Path, consultation: Any
) -> None:
    first = [["Timestamp", "Summary"], ["25/11/2025", "One"]]
    second = [["Timestamp", "Summary"], ["25/11/2025", "Two"], ["25/11/2025", "Three"]]
    file = write_xlsx(tmp_path / "a.xlsx", first, Second=second)
    mapping, _ = suggest(file, consultation)
    other = mapping.model_copy(update={"sheet": "Second"})
    assert import_responses(file, consultation, mapping=other).imported == 2
    gone = mapping.model_copy(update={"sheet": "Third"})
    with pytest.raises(ResponseImportError, match="The sheets are: “Sheet” and “Second”"):
        import_responses(file, consultation, mapping=gone)
