"""Imports and exports in the admin: sent, looked at, agreed to, brought in, and gone again."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from consultation.importing.admin.forms import FORMS
from consultation.importing.models import ResponseImport, State, Upload
from consultation.pages.models import ConsultationPage
from consultation.responses.models import Response
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form
from tests.importing.everything import SECRET, everything
from tests.importing.spreadsheets import two_sheets
from tests.importing.word_files import WordFile
from tests.responses.actions import sign_in

pytestmark = pytest.mark.django_db

SITE = {
    "site/mkdocs.yml": "site_name: Old site\nnav:\n  - index.md\n  - Second: second.md\n",
    "site/docs/index.md": "# Old site\n\nWords. [On](second.md)\n",
    "site/docs/second.md": "# Second\n\n<script>alert(1)</script>\n\nMore words.\n",
}


def packed(files: dict[str, str], name: str = "site.zip") -> SimpleUploadedFile:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return SimpleUploadedFile(name, content.getvalue(), "application/zip")


def main(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one("main")


def test_first_screen_names_what_can_be_imported() -> None:
    screen = main(sign_in("Administrator").get(reverse("importing:index")))
    named = {link["href"]: " ".join(link.get_text().split()) for link in screen.select("a.button")}
    for kind, form in FORMS.items():
        assert named[reverse(f"importing:{kind}")] == str(form.title)
        assert str(form.introduction) in screen.get_text()


def test_a_site_is_looked_at_and_then_brought_in(at_once: Any) -> None:
    client = sign_in("Administrator")
    sent = at_once(client, reverse("importing:site"), {"file": packed(SITE)})
    upload = Upload.objects.get()
    assert str(upload.key) in sent["Location"]
    assert "site.zip" not in sent["Location"]
    seen = main(client.get(sent["Location"]))
    assert upload.state == State.READY
    words = " ".join(seen.get_text(" ").split())
    assert "docs/second.md" in words or "second.md:3" in words
    assert "script" in words
    assert "New" in words
    assert not ConsultationPage.objects.exists()
    kept = upload.file.name
    assert default_storage.exists(kept)
    assert client.get(f"/media/{kept}").status_code == 404
    assert sign_in("Administrator", "another").get(sent["Location"]).status_code == 404

    at_once(client, sent["Location"])
    at_once(client, sent["Location"])
    done = main(client.get(sent["Location"]))
    page = ConsultationPage.objects.get()
    assert not page.live
    assert done.find("a", href=reverse("wagtailadmin_explore", args=[page.pk]))
    assert not default_storage.exists(kept)
    actions = PageLogEntry.objects.values_list("action", flat=True)
    assert "importing.upload_site" in actions

    at_once(client, sent["Location"], {"remove": "yes"})
    assert not Upload.objects.exists()
    assert ConsultationPage.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("site.exe", b"MZ", "Choose a ZIP file, a Markdown file or a Word document of up to 50 MB"),
        ("page.md", b"", "empty"),
    ],
)
def test_what_is_no_site_is_refused(at_once: Any, name: str, content: bytes, reason: str) -> None:
    client = sign_in("Administrator")
    file = SimpleUploadedFile(name, content)
    assert reason in main(at_once(client, reverse("importing:site"), {"file": file})).get_text()
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (packed({"a.txt": "no page"}), "Markdown"),
        (SimpleUploadedFile("site.zip", b"no zip"), "not a ZIP archive"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(
    at_once: Any, file: SimpleUploadedFile, reason: str
) -> None:
    client = sign_in("Administrator")
    sent = at_once(client, reverse("importing:site"), {"file": file})
    seen = main(client.get(sent["Location"]))
    assert reason in seen.select_one(".help-critical").get_text()
    assert seen.find("a", href=reverse("importing:site"), string="Upload another file")
    assert not seen.find("button", string="Import")


def step(response: Any) -> str:
    """Return the step that a screen says it is."""
    return main(response).find(attrs={"aria-current": "step"}).get_text()


def test_word_document_goes_through_the_same_four_steps(at_once: Any) -> None:
    client = sign_in("Administrator")
    address = reverse("importing:site")
    assert step(client.get(address)) == "Upload"
    word = WordFile("Plans")
    word.heading("Chapter", 1)
    word.heading("Section", 2)
    file = SimpleUploadedFile("plans.docx", word.content())
    sent = at_once(client, address, {"file": file, "levels": 2})
    Upload.objects.update(state=State.CHECKING)
    assert step(client.get(sent["Location"])) == "Check"
    Upload.objects.update(state=State.READY)
    seen = client.get(sent["Location"])
    assert step(seen) == "Decide"
    assert "Section" in main(seen).get_text()
    confirm = reverse("importing:upload", args=[Upload.objects.get().key])
    assert step(client.get(at_once(client, confirm)["Location"])) == "Report"
    page = ConsultationPage.objects.get()
    assert not page.live
    assert [each.title for each in page.get_descendants()] == ["Chapter", "Section"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("locked.docx", b"\xd0\xcf\x11\xe0", "password"),
        ("macros.docm", WordFile("Plans").content(), "holds macros"),
        ("plans.docx", b"no document", "damaged"),
    ],
)
def test_word_document_that_cannot_be_read_says_what_to_do(
    at_once: Any, name: str, content: bytes, sentence: str
) -> None:
    client = sign_in("Administrator")
    file = SimpleUploadedFile(name, content)
    sent = at_once(client, reverse("importing:site"), {"file": file, "levels": 1})
    seen = main(client.get(sent["Location"]))
    assert sentence in seen.select_one(".help-critical").get_text()
    assert seen.find("a", href=reverse("importing:site"), string="Upload another file")


def test_upload_without_a_decision_is_gone_after_a_day(
    at_once: Any, django_capture_on_commit_callbacks: Any
) -> None:
    at_once(sign_in("Administrator"), reverse("importing:site"), {"file": packed(SITE)})
    kept = Upload.objects.get().file.name
    call_command("remove_uploads", verbosity=0)
    assert default_storage.exists(kept)
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_uploads", verbosity=0)
    assert not Upload.objects.exists()
    assert not default_storage.exists(kept)


def selected(form: Any) -> dict[str, str]:
    """Return what a form would send if nothing was changed."""
    return {
        field["name"]: (field.find("option", selected=True) or field.option)["value"]
        for field in form.select("select")
    }


def suggested(form: Any) -> list[str]:
    """Return what each column becomes if nothing is changed."""
    return [each.option.get_text() for each in form.select("select[name^=column-]")]


def test_responses_are_mapped_looked_at_imported_and_taken_back(at_once: Any) -> None:
    client = sign_in("Analyst")
    consultation = ConsultationPageFactory(title="Old questions")
    page = SectionPageFactory(parent=consultation, title="Asked", blocks=[feedback_form()])
    hidden = SectionPageFactory(parent=consultation, title="Unfinished", live=False)
    address = reverse("importing:responses")
    choices = main(client.get(address)).select("option")
    assert {str(page.pk)} <= {option["value"] for option in choices}
    assert str(hidden.pk) not in {option["value"] for option in choices}
    role = consultation.own_roles[0]
    sheet = (
        "Timestamp,Brief summary,Your role,Shoe size\r\n"
        f'13/04/2025 10:00:00,"<b>A summary</b>","{role}",42\r\n'
        f'31/04/2025 10:00:00,"No such day","{role}",43\r\n'
    )
    file = SimpleUploadedFile("answers.csv", sheet.encode(), "text/csv")
    sent = at_once(client, address, {"page": page.pk, "file": file})
    upload = Upload.objects.get()
    columns = reverse("importing:columns", args=[upload.key])
    assert client.get(sent["Location"])["Location"] == columns
    response = client.get(columns)
    assert "no-store" in response["Cache-Control"]
    form = main(response).select("form")[0]
    data = selected(form)
    assert suggested(form)[:2] == ["When the response came", "Question “Brief summary”"]
    # Next to each column is what it holds, as text.
    words = " ".join(form.get_text(" ").split())
    assert "Filled cells: 2. Different values: 2." in words
    assert "<b>A summary</b>" in words
    # What is personal data is said of questions that there are, and of new ones.
    labels = {option.get_text() for option in form.select("#id_column-1 option")}
    assert {"Your email, personal data", "Email address, personal data", "Number"} <= labels
    assert "Your email" not in labels
    twice = data | {"column-3": "question|summary|"}
    assert "another column becomes the same" in main(client.post(columns, twice)).get_text()
    data |= {"column-3": "ignore||"}
    seen = main(client.get(at_once(client, columns, data)["Location"]))
    words = " ".join(seen.get_text(" ").split())
    assert "Shoe size Leave it out 2 1" in words
    assert "Row 3" in words
    assert not Response.objects.exists()
    rejected = client.get(reverse("importing:rejected", args=[upload.key]))
    assert b"No such day" in b"".join(rejected.streaming_content)
    # The columns can be decided about again, with what they hold still next to them.
    again = main(client.get(columns)).select("form")[0]
    assert suggested(again)[3] == "Leave it out"
    assert "Different values: 2." in " ".join(again.get_text(" ").split())

    at_once(client, reverse("importing:upload", args=[upload.key]))
    response = Response.objects.get()
    assert response.page_id == page.pk
    assert response.form_data["summary"] == "<b>A summary</b>"
    assert timezone.localtime(response.submit_time).date().isoformat() == "2025-04-13"

    undo = reverse("importing:undo_import", args=[ResponseImport.objects.get().pk])
    assert sign_in("Analyst", "another").get(undo).status_code == 404
    assert main(client.get(reverse("importing:index"))).find("a", href=undo)
    assert "answers.csv" in main(client.get(undo)).get_text()
    assert client.post(undo).status_code == 302
    assert not Response.objects.exists()
    assert client.get(undo).status_code == 404


def test_another_worksheet_of_a_workbook_can_be_chosen(at_once: Any) -> None:
    client = sign_in("Analyst")
    page = SectionPageFactory(parent=ConsultationPageFactory(), blocks=[feedback_form()])
    file = SimpleUploadedFile("answers.xlsx", two_sheets())
    at_once(client, reverse("importing:responses"), {"page": page.pk, "file": file})
    columns = reverse("importing:columns", args=[Upload.objects.get().key])
    sheets = main(client.get(columns)).select("select[name=sheet] option")
    assert [each.get_text() for each in sheets] == ["Sheet", "Responses"]
    assert sheets[0].has_attr("selected")
    at_once(client, columns, {"sheet": "Responses"})
    seen = main(client.get(columns))
    assert seen.select_one("select[name=sheet] option[selected]").get_text() == "Responses"
    form = seen.select("form")[1]
    data = selected(form)
    assert suggested(form)[1] == "Question “Brief summary”"
    at_once(client, columns, data)
    at_once(client, reverse("importing:upload", args=[Upload.objects.get().key]))
    assert Response.objects.get().form_data["summary"] == "The summary"


def test_dates_in_doubt_are_shown_by_row_and_decided_by_a_person(at_once: Any) -> None:
    client = sign_in("Analyst")
    consultation = ConsultationPageFactory()
    page = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
    dates = ("30/06/2022", "7/5/2022", "7/16/2022", "07/12/2022", "7/19/2022", "7/21/2022")
    sheet = "Date,Comment\n" + "".join(f"{date},Row {date}\n" for date in dates)
    file = SimpleUploadedFile("dates.csv", sheet.encode(), "text/csv")
    at_once(client, reverse("importing:responses"), {"page": page.pk, "file": file})
    upload = Upload.objects.get()
    columns = reverse("importing:columns", args=[upload.key])
    form = main(client.get(columns)).select("form")[0]
    words = " ".join(form.get_text(" ").split())
    assert "Dates that can be read in two ways: 2." in words
    assert "Row 3: 7 May 2022 or 5 July 2022. Its neighbours suggest 5 July 2022." in words
    assert "Row 5: 7 December 2022 or 12 July 2022." in words
    data = selected(form)
    assert data["dates-0"] == "hold"
    seen = main(client.get(at_once(client, columns, data)["Location"])).get_text(" ")
    assert "Row 3:" in seen and "Row 5:" in seen
    data["dates-0"] = "like their neighbours"
    at_once(client, columns, data)
    at_once(client, reverse("importing:upload", args=[upload.key]))
    stored = Response.objects.order_by("submit_time").values_list("submit_time", flat=True)
    assert [each.day for each in stored] == [30, 5, 12, 16, 19, 21]


def test_an_archive_is_downloaded_and_noted(client: Client) -> None:
    consultation = everything()
    analyst = sign_in("Analyst")
    address = reverse("importing:archive")
    assert main(analyst.get(address)).find("option", value=str(consultation.pk))
    response = analyst.post(address, {"consultation": consultation.pk})
    assert response.streaming
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert "docs/texts/index.md" in archive.namelist()
        everything_in_it = b"".join(
            archive.read(name) for name in archive.namelist() if "/assets/" not in name
        )
    assert b"An answer" in everything_in_it
    assert SECRET.encode() not in everything_in_it
    assert PageLogEntry.objects.filter(
        action="importing.export_archive", page_id=consultation.pk, user__username="analyst"
    ).exists()
    Page.objects.get(pk=consultation.pk).specific.unpublish()
    assert "nothing to export" in main(analyst.get(address)).get_text()
