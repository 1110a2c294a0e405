"""An editor exports all ideas, changes the spreadsheet and imports it again, in a browser."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ideas.models import Idea
from tests.browser.axe import findings
from tests.browser.complaints import Watch
from tests.browser.conftest import OpenBrowser
from tests.browser.staff import expect_message, open_admin, open_submenu, sign_in
from tests.factories import idea_tree

pytestmark = pytest.mark.django_db(transaction=True)


def look_for_barriers(page: Page) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page, inside="main") == []
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wider)


def choose(page: Page, path: Path) -> None:
    page.get_by_label("Spreadsheet").set_input_files(path)
    page.get_by_role("button", name="Preview the import").click()
    expect(page.get_by_role("heading", level=1, name="Preview of the import")).to_be_visible()


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        # As written by a spreadsheet program with a decimal comma.
        writer = csv.DictWriter(target, list(rows[0]), delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)


def test_out_changed_and_in_again(open_browser: OpenBrowser, watch: Watch, tmp_path: Path) -> None:
    idea_tree(1, 2, 2)
    page = open_browser()
    sign_in(page, "Editor")
    open_admin(page)
    open_submenu(page, "Ideas", "Import and export").click()
    export = page.locator("main").get_by_role("button", name="Export ideas", exact=True)
    expect(export).to_be_visible()
    look_for_barriers(page)
    with page.expect_download() as download:
        export.click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))

    write(path, [rows[0] | {"idea_status": "shelved"}, *rows[1:]])
    choose(page, path)
    expect(page.get_by_role("cell", name="idea_status", exact=True)).to_be_visible()
    look_for_barriers(page)
    page.get_by_role("link", name="Choose another spreadsheet").click()

    old = rows[0]["idea"]
    rows[0]["idea"] = "what others can use"
    write(
        path, [*rows, {"area": rows[0]["area"], "theme": rows[0]["theme"], "idea": "Start small"}]
    )
    choose(page, path)
    expect(page.get_by_role("rowheader", name=f"Idea Share {old}")).to_be_visible()
    page.get_by_text("Unchanged: ").click()
    look_for_barriers(page)
    page.get_by_role("button", name="Save as drafts").click()
    expect_message(page, "Saved as drafts: 1 idea added; 1 idea changed.")
    drafts = [idea.get_latest_revision_as_object().statement for idea in Idea.objects.in_order()]
    assert "what others can use" in drafts
    assert "Start small" in drafts
    assert Idea.objects.filter(live=True).count() == 4
    assert watch.complaints == []
