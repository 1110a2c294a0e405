"""Exporting by keyboard alone: from the list to the file, and what is in it."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.complaints import Watch
from tests.browser.conftest import OpenBrowser
from tests.browser.keyboard import tab_to
from tests.browser.staff import sign_in
from tests.factories import SectionPageFactory, answer, feedback_form

pytestmark = pytest.mark.django_db(transaction=True)


def press_download(page: Page, folder: Path) -> Path:
    """Press Enter on Download and return where the file is."""
    tab_to(page, "Download")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_a_list_is_exported_by_keyboard(
    open_browser: OpenBrowser, client: Client, watch: Watch, tmp_path: Path
) -> None:
    section = SectionPageFactory(blocks=[feedback_form()])
    for number in range(3):
        answer(
            client,
            section,
            summary=f"Answer {number}",
            role="Local authority leadership",
            email="jane@example.org",
        )
    page = open_browser()
    sign_in(page, "Analyst")
    page.goto(reverse("wagtailforms:list_submissions", args=[section.pk]))
    page.get_by_role("link", name="Export", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**export=choose**")
    expect(page.get_by_text("3 responses")).to_be_visible()

    tab_to(page, "id_export_format_0")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("CSV")).to_be_checked()
    tab_to(page, "id_personal")
    page.keyboard.press("Space")
    with zipfile.ZipFile(press_download(page, tmp_path)) as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
        text = bundle.read(manifest["file"]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert sorted(row["Brief summary"] for row in rows) == ["Answer 0", "Answer 1", "Answer 2"]
    assert {row["Your email"] for row in rows} == {"jane@example.org"}
    assert manifest["rows"] == 3

    # The screen is still there, for another format.
    page.get_by_label("PDF").focus()
    page.keyboard.press("Space")
    reader = pypdf.PdfReader(press_download(page, tmp_path))
    assert "Answer 2" in reader.pages[0].extract_text()

    assert watch.complaints == []
    assert watch.foreign == []
