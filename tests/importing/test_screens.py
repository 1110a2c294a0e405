"""Imports and exports in the admin: sent, looked at, agreed to, brought in, and gone again."""

import io
import zipfile
from collections.abc import Callable
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

from consultation.importing.models.upload import State, Upload
from consultation.pages.models import ConsultationPage
from consultation.responses.models import Response
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form
from tests.importing.everything import SECRET, everything
from tests.responses.actions import sign_in

pytestmark = pytest.mark.django_db

SITE = {
    "site/mkdocs.yml": "site_name: Old site\nnav:\n  - index.md\n  - Second: second.md\n",
    "site/docs/index.md": "# Old site\n\nWords. [On](second.md)\n",
    "site/docs/second.md": "# Second\n\n<script>alert(1)</script>\n\nMore words.\n",
}


@pytest.fixture
def at_once(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Return what sends a form, and does the tasks that this asks for."""

    def send(client: Client, address: str, data: Any = None) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, data or {})

    return send


def packed(files: dict[str, str], name: str = "site.zip") -> SimpleUploadedFile:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return SimpleUploadedFile(name, content.getvalue(), "application/zip")


def main(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one("main")


def test_a_site_is_looked_at_and_then_brought_in(at_once: Any) -> None:
    client = sign_in("Administrator")
    sent = at_once(client, reverse("importing:site"), {"site": packed(SITE)})
    upload = Upload.objects.get()
    assert str(upload.key) in sent["Location"]
    assert "site.zip" not in sent["Location"]
    seen = main(client.get(sent["Location"]))
    assert upload.state == State.SHOWN
    words = " ".join(seen.get_text(" ").split())
    assert "docs/second.md" in words or "second.md:3" in words
    assert "script" in words
    assert "New" in words
    assert not ConsultationPage.objects.exists()
    kept = upload.file.name
    assert default_storage.exists(kept)
    assert client.get(f"/media/{kept}").status_code == 404
    assert sign_in("Administrator", "another").get(sent["Location"]).status_code == 404
    report = client.get(reverse("importing:report", args=[upload.key]))
    assert b"script" in report.content

    agreed = at_once(client, reverse("importing:agree", args=[upload.key]))
    at_once(client, reverse("importing:agree", args=[upload.key]))
    done = main(client.get(agreed["Location"]))
    page = ConsultationPage.objects.get()
    assert not page.live
    assert done.find("a", href=reverse("wagtailadmin_explore", args=[page.pk]))
    assert not default_storage.exists(kept)
    actions = PageLogEntry.objects.values_list("action", flat=True)
    assert "importing.upload_site" in actions

    at_once(client, reverse("importing:remove", args=[upload.key]))
    assert not Upload.objects.exists()
    assert ConsultationPage.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("site.exe", b"MZ", "not a ZIP file"),
        ("site.zip", b"no zip", "something else"),
        ("page.md", b"PK\x05\x06" + bytes(18), "something else"),
        ("page.md", b"", "empty"),
    ],
)
def test_what_is_no_site_is_refused(at_once: Any, name: str, content: bytes, reason: str) -> None:
    client = sign_in("Administrator")
    file = SimpleUploadedFile(name, content)
    assert reason in main(at_once(client, reverse("importing:site"), {"site": file})).get_text()
    assert not Upload.objects.exists()


def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(at_once: Any) -> None:
    client = sign_in("Administrator")
    sent = at_once(client, reverse("importing:site"), {"site": packed({"a.txt": "no page"})})
    seen = main(client.get(sent["Location"]))
    assert "Markdown" in seen.select_one(".help-critical").get_text()
    assert not seen.find("form", action=reverse("importing:agree", args=[Upload.objects.get().key]))


def test_what_nobody_decided_about_is_gone_after_a_day(
    at_once: Any, django_capture_on_commit_callbacks: Any
) -> None:
    at_once(sign_in("Administrator"), reverse("importing:site"), {"site": packed(SITE)})
    kept = Upload.objects.get().file.name
    call_command("remove_uploads", verbosity=0)
    assert default_storage.exists(kept)
    Upload.objects.update(created_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_uploads", verbosity=0)
    assert not Upload.objects.exists()
    assert not default_storage.exists(kept)


def test_answers_are_mapped_looked_at_and_brought_in(at_once: Any) -> None:
    client = sign_in("Analyst")
    consultation = ConsultationPageFactory(title="Old questions")
    page = SectionPageFactory(parent=consultation, title="Asked", blocks=[feedback_form()])
    hidden = SectionPageFactory(parent=consultation, title="Unfinished", live=False)
    address = reverse("importing:answers")
    choices = main(client.get(address)).select("option")
    assert {str(page.pk)} <= {option["value"] for option in choices}
    assert str(hidden.pk) not in {option["value"] for option in choices}
    role = consultation.own_roles[0]
    sheet = (
        "Timestamp,Brief summary,Your role,Shoe size\r\n"
        f'03/04/2025 10:00:00,"A summary","{role}",42\r\n'
        f'31/04/2025 10:00:00,"No such day","{role}",43\r\n'
    )
    file = SimpleUploadedFile("answers.csv", sheet.encode(), "text/csv")
    sent = at_once(client, address, {"page": page.pk, "answers": file})
    upload = Upload.objects.get()
    columns = reverse("importing:columns", args=[upload.key])
    assert client.get(sent["Location"])["Location"] == columns
    form = main(client.get(columns)).select("form")[0]
    data = {
        field["name"]: (field.find("option", selected=True) or field.option)["value"]
        for field in form.select("select")
    }
    assert data["column-0"] == "received"
    assert data["column-1"] == "question summary"
    data |= {"day_first": "yes", "received": "", "column-3": "ignore"}
    seen = main(client.get(at_once(client, columns, data)["Location"]))
    words = " ".join(seen.get_text(" ").split())
    assert "Shoe size" in words
    assert "Row 3" in words
    assert not Response.objects.exists()
    rejected = client.get(reverse("importing:rejected", args=[upload.key]))
    assert b"No such day" in b"".join(rejected.streaming_content)

    at_once(client, reverse("importing:agree", args=[upload.key]))
    response = Response.objects.get()
    assert response.page_id == page.pk
    assert response.form_data["summary"] == "A summary"
    assert timezone.localtime(response.submit_time).date().isoformat() == "2025-04-03"


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
    assert "nothing to take out" in main(analyst.get(address)).get_text()
