"""A sheet of old answers becomes responses, once, with nothing of it lost."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry

from consultation.importing.answers import (
    AnswersError,
    Mapping,
    import_answers,
    propose_mapping,
    services,
)
from consultation.importing.answers.mapping import read_column
from consultation.pages.blocks import ContentBlock
from consultation.responses.models import LedgerEntry, Response
from consultation.responses.services import erase
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form, make_user
from tests.importing.answer_sheets import ledger_adds_up, run, write_csv, write_xlsx

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
    file, proposed = write(tmp_path / "old.csv", SHEET), tmp_path / "map.yaml"
    where = {"consultation": consultation.slug}
    run(file, **where, propose=proposed)
    said = run(file, **where, map=proposed, dry_run=True)
    assert "5 rows = 2 imported + 0 already there + 3 rejected" in said
    assert not Response.objects.exists()

    said = run(file, **where, map=proposed, rejected=tmp_path / "rejected.csv")

    assert "5 rows = 2 imported + 0 already there + 3 rejected" in said
    second, first = Response.objects.order_by("submit_time").select_related("form_version")
    assert first.submit_time == datetime(2025, 11, 25, 14, 3, 22, tzinfo=UTC)
    assert second.submit_time == datetime(2025, 6, 25, 13, 6, tzinfo=UTC)
    assert (first.source, first.page_title) == ("imported", "Mechanisms")
    assert first.form_data == {
        "reflection": "I’m enthusiastic about this",
        "summary": "Good plan",
        "details": "Line one\nline two",
        "role": "Local authority leadership",
        "organisation": "Leeds",
        "email": "ada@example.org",
        "imported_favourite_colour": "blue",
    }
    assert first.role == "Local authority leadership"
    # Too short and not on offer any more, and kept as it was given.
    assert second.form_data["summary"] == "Eh"
    assert second.role == "Wizard"
    assert "Wizard" in first.form_version.definition.by_key()["role"].options
    assert LedgerEntry.objects.count() == 2
    assert ledger_adds_up()

    again = run(file, **where, map=proposed)
    assert "5 rows = 0 imported + 2 already there + 3 rejected" in again

    for option in ({"propose": tmp_path / "no" / "map"}, {"rejected": tmp_path / "no" / "r.csv"}):
        with pytest.raises(CommandError, match="cannot be written"):
            run(file, **where, **option)
    # A map that somebody has changed is not written over.
    proposed.write_text(proposed.read_text() + "# Looked at.\n")
    with pytest.raises(CommandError, match="is there already"):
        run(file, **where, propose=proposed)
    with pytest.raises(AnswersError, match="cannot take its own rejected rows"):
        import_answers(file, consultation=consultation, rejected_to=file)

    # What was rejected is mended in its own sheet and comes in.
    with (tmp_path / "rejected.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["Row in the first file"] for row in rows] == ["3", "4", "5"]
    rows[0]["page"] = "Mechanisms"
    with (tmp_path / "mended.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows[:1])
    outcome = import_answers(tmp_path / "mended.csv", consultation=consultation)
    assert (outcome.rows, outcome.imported) == (1, 1)
    assert Response.objects.count() == 3


def test_rows_that_are_alike_and_rows_that_are_new(tmp_path: Path, consultation: Any) -> None:
    page = consultation.get_children()[0]
    headings = ["Timestamp", "Brief summary", "Your role", "Note"]
    row = ["25/11/2025 14:00:00", "The same", "Wizard", ""]
    file = write_csv(tmp_path / "a.csv", [headings, row, row])
    assert import_answers(file, page=page).imported == 2
    assert import_answers(file, page=page).already_there == 2
    # The same rows with more, in another order of columns, from another kind of file.
    turned = [headings[::-1], ["", "Wizard", "New", datetime(2025, 11, 25, 15)]]
    turned += [["", "Wizard", "The same", datetime(2025, 11, 25, 14)]] * 3
    outcome = import_answers(write_xlsx(tmp_path / "b.xlsx", turned), page=page)
    assert (outcome.rows, outcome.imported, outcome.already_there) == (4, 2, 2)
    # A cell that was changed since makes another row; that is said before it is too late.
    row = ["25/11/2025 14:00:00", "The same", "Wizard", "checked"]
    changed = write_csv(tmp_path / "c.csv", [headings, row])
    said = run(changed, page=str(page.pk), dry_run=True)
    assert "1 rows are new and came at the very moment" in said
    # An answer that was erased here does not come back.
    erase(Response.objects.all(), "Asked for", make_user("superuser"))
    assert import_answers(file, page=page).already_there == 2
    assert ledger_adds_up()


def test_pages_are_found_by_what_old_sites_call_them(tmp_path: Path, consultation: Any) -> None:
    page = consultation.get_children()[0]
    page.slug = "mechanisms-of-change"
    page.save()
    twin = SectionPageFactory(parent=consultation, title="Mechanisms", slug="twin")
    Redirect.add_redirect("/docs/old-name", page)
    found = [
        "/docs/old-name/",
        "https://old.example/docs/old-name.html?x=1#form",
        "mechanisms-of-change/index.html",
        "Mechanisms-Of-Change.md",
        f"/{consultation.slug}/mechanisms-of-change/",
        str(page.pk),
        "By hand",
        "Mechanisms of change - Centre",
    ]
    lost = ["Mechanisms", "", "no such page", "999999", "x" * 5000]
    moment = "25/11/2025 14:00:00"
    rows = [[moment, f"Answer {n}", text] for n, text in enumerate([*found, *lost])]
    file = write_csv(tmp_path / "a.csv", [["Timestamp", "Summary", "Page"], *rows])
    mapping = propose_mapping(file, consultation)
    pages = mapping.pages | {"By hand": "mechanisms-of-change"}
    mapping = replace(mapping, pages=pages)
    outcome = import_answers(file, consultation=consultation, mapping=mapping)
    assert [row.number for row in outcome.first_rejected] == [10, 11, 12, 13, 14]
    assert {response.page_id for response in Response.objects.all()} == {page.pk}
    assert outcome.imported == len(found)
    # What the map says of a text is heard, and what it says wrong is named.
    mapping = replace(mapping, pages=pages | {"Mechanisms": f"/{consultation.slug}/twin/"})
    assert import_answers(file, consultation=consultation, mapping=mapping).pages == {twin.title: 1}
    with pytest.raises(AnswersError, match="names “/nowhere”, which is no page of"):
        mapping = replace(mapping, pages={"Mechanisms": "/nowhere"})
        import_answers(file, consultation=consultation, mapping=mapping)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Summary": "question nothing"}, "Column “Summary”: there is no question with the key"),
        ({"Summary": "question role"}, "Column “Summary”: another column becomes the same answer"),
        ({"Note": "received"}, "another column becomes “received” as well"),
        ({"Note": "more of Nothing"}, "Column “Note”: there is no column “Nothing”"),
        ({"Note": "question summary option Yes"}, "Column “Note”: “summary” is no question with"),
        ({"Note": None}, "Column “Note”: a.csv has it and the map does not say"),
        ({"More": "ignore"}, "Column “More”: the map names it and a.csv has none"),
    ],
)
def test_a_map_that_does_not_fit(
    tmp_path: Path, consultation: Any, changes: dict[str, str | None], reason: str
) -> None:
    becomes = {"When": "received", "Summary": "question summary", "Note": "ignore"}
    becomes |= {"Role": "question role"} | changes  # type: ignore[arg-type]
    columns = tuple(read_column(name, text) for name, text in becomes.items() if text)
    rows = [["When", "Summary", "Note", "Role"], ["25/11/2025", "a", "b", "c"]]
    file = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(AnswersError, match=reason):
        import_answers(file, consultation=consultation, mapping=Mapping(columns))
    assert not Response.objects.exists()


def test_dates_that_can_be_read_in_two_ways(tmp_path: Path, consultation: Any) -> None:
    def outcome(*moments: str, day_first: bool | None = None) -> tuple[list[str], str, int]:
        rows = [[moment, f"Answer {number}"] for number, moment in enumerate(moments)]
        file = write_csv(tmp_path / "a.csv", [["Timestamp", "Summary"], *rows])
        mapping = propose_mapping(file, consultation)
        if day_first is not None:
            mapping = replace(mapping, day_first=day_first)
        with transaction.atomic():
            done = import_answers(file, consultation=consultation, mapping=mapping)
            found = [
                f"{each:%Y-%m-%d}"
                for each in Response.objects.order_by("pk").values_list("submit_time", flat=True)
            ]
            transaction.set_rollback(True)
        return found, " ".join(doubt for doubt in mapping.doubts if "date" in doubt), done.rejected

    assert outcome("3/4/2025", "13/4/2025") == (["2025-04-03", "2025-04-13"], "", 0)
    assert outcome("3/4/2025", "3/13/2025") == (["2025-03-04", "2025-03-13"], "", 0)
    found, doubt, _ = outcome("3/4/2025", "5/6/2025")
    assert found == ["2025-04-03", "2025-06-05"] and "Say “month first” in the map" in doubt
    assert outcome("3/4/2025", day_first=False)[0] == ["2025-03-04"]
    found, doubt, rejected = outcome("3/4/2025", "13/4/2025", "4/13/2025", "1/1/2099")
    assert found == ["2025-04-03", "2025-04-13"] and rejected == 2
    assert "1 begin with the day and 1 with the month" in doubt


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
            import_answers(file, page=page)
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
        import_answers(sheet(3, "failing"), page=page)
    assert before == (
        Response.objects.count(),
        LedgerEntry.objects.count(),
        PageLogEntry.objects.count(),
    )
    monkeypatch.undo()
    assert import_answers(sheet(3, "failing"), page=page).imported == 30
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
            outcome = import_answers(file, consultation=consultation)
        assert outcome.imported == len(rows)
        assert {response.role for response in Response.objects.all()} == {"Wizard"}
        return len(captured)

    queries(1)
    assert queries(1) == queries(8)
