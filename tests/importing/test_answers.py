"""A sheet of old answers becomes responses, once, with nothing of it lost."""

import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from consultation.importing.answers import import_answers
from consultation.responses.models import LedgerEntry, Response
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form

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


def run(*args: Any, **options: Any) -> str:
    """Run the command and return what it says."""
    out = StringIO()
    call_command("import_responses", *args, stdout=out, **options)
    return out.getvalue()


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
    call_command("check_ledger", stdout=StringIO())

    again = run(file, **where, map=proposed)
    assert "5 rows = 0 imported + 2 already there + 3 rejected" in again

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
