"""A realistic site of thirty pages, and what happens when it is imported again."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.models import Page, PageLogEntry

from consultation.importing.sites.services import SiteImport, import_site
from consultation.pages.models import ConsultationPage
from consultation.responses.models import Response
from tests.factories import make_user
from tests.factories.answers import answer
from tests.importing.publication import import_published
from tests.importing.realistic import Realistic, build

pytestmark = pytest.mark.django_db


def squashed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def opened(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def told(result: SiteImport, weight: str) -> list[tuple[str, str]]:
    return [(str(each.place), each.text) for each in result.report.remarks if each.weight == weight]


@pytest.fixture
def realistic(tmp_path: Path) -> Realistic:
    return build(tmp_path)


def test_it_comes_whole_with_a_true_report(realistic: Realistic, client: Client) -> None:
    result = import_published(realistic.folder)
    counts = result.report.counts
    assert (realistic.notes, realistic.pictures, len(realistic.sentences)) == (120, 15, 30)
    assert counts["footnotes"] == 120
    assert counts["pictures"] == get_image_model().objects.count() == 15
    assert counts["forms"] == realistic.forms
    assert counts["pages"] == 32
    losses = [text for _, text in told(result, "loss")]
    assert len(losses) == 6
    for words in (
        "names gone.md",
        "names https://example.org/",
        "link nowhere.md leads nowhere",
        "missing.png is not in the folder",
        "script was left out",
        "Rebuild this form in the portal: it has these questions: “What else?”, “Which region?”.",
    ):
        assert any(words in text for text in losses), words
    lines = (realistic.folder / "docs/why-now/page-1.md").read_text("utf-8").splitlines()
    (place,) = [place for place, text in told(result, "loss") if "nowhere.md" in text]
    assert "nowhere.md" in lines[int(place.rpartition(":")[2]) - 1]
    doubts = " ".join(text for _, text in told(result, "doubt"))
    assert "There is no place #no-such on why-now/page-2.md" in doubts
    pages = {each.path: each for each in result.pages}
    assert pages["why-now/page-2.md"].title == "Part 2 of Why now"
    assert pages["section:Appendices/Deeper"].url == "/a-shared-centre/appendices/deeper/"
    assert result.consultation.title == "A shared centre"
    for path, sentences in realistic.sentences.items():
        html = opened(client, pages[path].url)
        text = squashed(html.get_text())
        assert [each for each in sentences if squashed(each) not in text] == [], path
        assert len(html.select(".footnotes__item")) == 4
        _all_links_lead_somewhere(html, pages[path].url, client)


def _all_links_lead_somewhere(html: BeautifulSoup, own: str, client: Client) -> None:
    for link in html.select(".content a[href]"):
        parts = urlsplit(str(link["href"]))
        if parts.netloc or parts.scheme:
            continue
        target = opened(client, parts.path) if parts.path and parts.path != own else html
        if parts.fragment:
            assert target.find(id=parts.fragment) is not None, link


def test_every_old_address_leads_to_its_page(realistic: Realistic, client: Client) -> None:
    result = import_published(realistic.folder)
    pages = {each.path: each.url for each in result.pages}
    for old, path in (
        ("/why-now/page-1/", "why-now/page-1.md"),
        ("/why-now/page-1.html", "why-now/page-1.md"),
        ("/centre/why-now/page-1/index.html", "why-now/page-1.md"),
        ("/centre/", "index.md"),
        ("/centre/mechanisms/", "mechanisms/index.md"),
        ("/mechanisms/Odd%20name%20&%20more%20(v2)/", "mechanisms/Odd name & more (v2).md"),
        ("/h%C3%A4ufige-fragen/page-2/", "häufige-fragen/page-2.md"),
    ):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, pages[path]), old
    moved = Page.objects.get(pk=next(e.page_id for e in result.pages if e.path == "left-out.md"))
    other = next(each.page_id for each in result.pages if each.path == "mechanisms/index.md")
    moved.move(Page.objects.get(pk=other), "last-child")
    assert client.get("/left-out/")["Location"] == "/a-shared-centre/mechanisms/left-out/"


def test_it_is_a_draft_unless_told_otherwise(realistic: Realistic, client: Client) -> None:
    result = import_site(realistic.folder)
    assert client.get(result.pages[0].url).status_code == 404
    assert not ConsultationPage.objects.get().live
    page = Page.objects.get(slug="page-2", title="Part 2 of Mechanisms").specific
    draft = page.get_latest_revision_as_object()
    assert draft.feedback_definition() is not None
    assert PageLogEntry.objects.filter(page=page, action="importing.page").exists()
    browser = Client()
    browser.force_login(make_user("superuser"))
    assert browser.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    history = browser.get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert "Imported from mechanisms/page-2.md" in history


def test_a_dry_run_writes_nothing(realistic: Realistic, capsys: Any) -> None:
    before = (Page.objects.count(), Redirect.objects.count(), get_image_model().objects.count())
    call_command("import_mkdocs", str(realistic.folder), "--dry-run")
    after = (Page.objects.count(), Redirect.objects.count(), get_image_model().objects.count())
    assert before == after
    printed = capsys.readouterr().out
    assert "This was a dry run: nothing was written." in printed
    assert "Footnotes: 120" in printed
    assert "missing.png is not in the folder" in printed


def test_the_next_import_changes_only_what_changed(realistic: Realistic, client: Client) -> None:
    docs = realistic.folder / "docs"
    first = import_published(realistic.folder)
    ids = {each.path: each.page_id for each in first.pages}
    edited = Page.objects.get(pk=ids["mechanisms/page-1.md"]).specific
    edited.title = "Written anew by an editor"
    edited.save_revision(user=make_user("Editor"))
    answered = Page.objects.get(pk=ids["mechanisms/page-2.md"]).specific
    kept = answer(client, answered, summary="It is sound", role="Local authority leadership")
    for path in ("mechanisms/page-1.md", "mechanisms/page-2.md"):
        file = docs / path
        file.write_text(
            file.read_text("utf-8").replace("we say what", "we say clearly what"), "utf-8"
        )
    (docs / "left-out.md").unlink()
    (docs / "mechanisms/page-5.md").write_text("# A fifth part\n\nNew.\n", "utf-8")
    again = import_site(realistic.folder)
    happens = {each.path: each.action for each in again.pages}
    assert happens["mechanisms/page-1.md"] == "edited here since"
    assert happens["mechanisms/page-2.md"] == "changed"
    assert happens["mechanisms/page-5.md"] == "new"
    others = [
        each for path, each in happens.items() if not re.search(r"mechanisms/page-[125]", path)
    ]
    assert set(others) == {"unchanged"}
    assert any("left-out.md" in place for place, _ in told(again, "note"))
    page = Page.objects.get(pk=ids["mechanisms/page-2.md"]).specific
    assert page.live and page.has_unpublished_changes
    assert "we say clearly what" in str(page.get_latest_revision_as_object().body)
    assert "we say clearly what" not in opened(client, page.url).get_text()
    edited.refresh_from_db()
    assert edited.get_latest_revision_as_object().title == "Written anew by an editor"
    assert Response.objects.get() == kept
    assert kept.page_id == page.pk
    fifth = Page.objects.get(
        pk=next(e.page_id for e in again.pages if e.path.endswith("page-5.md"))
    )
    assert fifth.get_parent().pk == ids["mechanisms/index.md"]
    third = import_site(realistic.folder)
    happens = [each.action for each in third.pages]
    assert (happens.count("unchanged"), happens.count("edited here since")) == (31, 1)
