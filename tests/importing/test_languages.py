"""Reports are in the language of their reader, archives in that of their consultation."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from consultation.importing.archive.export import export_site
from consultation.importing.models import Upload
from consultation.importing.report import TEXTS_OF_A_KIND, Place, Report, group_remarks
from consultation.pages.models import ConsultationPage
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form
from tests.importing.spreadsheets import csv_bytes
from tests.responses.actions import sign_in


@pytest.mark.django_db
def test_task_reports_in_the_language_of_its_user(at_once: Any, brackets: None) -> None:
    client = sign_in("Analyst")
    page = SectionPageFactory(parent=ConsultationPageFactory(), blocks=[feedback_form()])
    profile = UserProfile.get_for_user(get_user_model().objects.get(username="analyst"))
    profile.preferred_language = "cy"
    profile.save()

    def report(content: bytes) -> dict[str, Any]:
        file = SimpleUploadedFile("answers.csv", content)
        at_once(client, reverse("importing:responses"), {"page": page.pk, "file": file})
        report: dict[str, Any] = Upload.objects.first().report  # type: ignore[union-attr]
        return report

    with translation.override("en-gb"):
        (doubt,) = report(csv_bytes([["Name", "Why?"], ["A", "B"]]))["doubts"]
        assert doubt == "[No column says when the responses came. They get the time of the import.]"
        assert report(b"\n \n")["failed"] == "[answers.csv is empty.]"


@pytest.mark.django_db
def test_archive_is_in_the_language_of_its_consultation(tmp_path: Path, brackets: None) -> None:
    consultation = ConsultationPageFactory()
    welsh, _ = Locale.objects.get_or_create(language_code="cy")
    ConsultationPage.objects.filter(pk=consultation.pk).update(locale=welsh)
    with translation.override("en-gb"):
        export_site(ConsultationPage.objects.get(), tmp_path / "out.zip")
        assert translation.get_language() == "en-gb"
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.read("data/README.md").startswith(b"# [What this is]")
        assert '"[Page]","[Page ID]"' in archive.read("data/questions.csv").decode()
        assert "[Privacy and data]" in archive.read("docs/index.md").decode().replace("\\", "")


def test_percent_signs_in_remarks_change_neither_text_nor_groups() -> None:
    report = Report()
    for number in range(TEXTS_OF_A_KIND + 1):
        name = f"100%25-{number}%(name)s.md"
        report.loss(Place("a.md", number), "100 %% of %(name)s is missing.", name=name)
        report.doubt(Place("b.md", number), "{% include %} is left over.")
    losses, doubts = group_remarks(report.remarks)
    assert losses.text == "100 % of … is missing."
    assert losses.remarks[3].text == "100 % of 100%25-3%(name)s.md is missing."
    assert doubts.text == "{% include %} is left over."
    assert losses.places == "a.md:0, a.md:1, a.md:2 and 10 more"
