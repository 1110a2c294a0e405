"""Out of a portal and into an empty one: the same pages, block by block."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction
from wagtail_footnotes.models import Footnote

from consultation.importing.archive.export import export_site
from consultation.importing.archive.manifest import PAGES
from consultation.importing.models import ImportedPage
from consultation.importing.report import Weight
from consultation.importing.sites.services import SourceRefused, import_site
from consultation.pages.blocks import ContentBlock
from consultation.pages.models import ConsultationPage
from consultation.responses.models import FormVersion, Response
from ideas.deletion import on_purpose
from ideas.models import Area, Idea, IdeaSet, Theme
from tests.factories import ConsultationPageFactory
from tests.importing.everything import block, everything, link, publish, unpacked
from tests.importing.publication import import_published
from tests.importing.realistic import build

pytestmark = pytest.mark.django_db


BAD_HTML = (
    "<p onclick='x'>A<script>alert(1)</script> <a href='javascript:alert(1)'>b</a> "
    "<a linktype='page' id='gone.md'>c</a><![CDATA[><img src=x onerror=alert(1)>]]></p>"
)
SETTINGS = (
    "summary", "organisation", "opens_at", "closes_at", "contact", "privacy", "retention_months",
    "told", "seo_title", "search_description", "show_in_menus",
)  # fmt: skip


def data_of(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / PAGES).read_text("utf-8"))
    return data


def rewrite(folder: Path, path: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change one page in the data of an archive."""
    data = data_of(folder)
    (page,) = (each for each in data["pages"] if each["path"] == path)
    change(page)
    (folder / PAGES).write_text(json.dumps(data), "utf-8")


def said(consultation: Any) -> list[Any]:
    """Return everything that a consultation says, page by page, with titles in place of ids."""
    return [
        (
            type(page).__name__,
            page.depth - consultation.depth,
            page.title,
            page.slug,
            [named(getattr(page, name, None)) for name in SETTINGS],
            [child.value for name in ("roles", "reflections") for child in getattr(page, name, ())],
            page.theme.code if hasattr(page, "theme") else "",
            [(each["type"], each["id"], named(each["value"])) for each in page.body.raw_data],
            [(each["type"], named(each["value"])) for each in page.formats.raw_data],
            [(str(note.uuid), named(note.text)) for note in page.footnotes.all()],
        )
        for page in consultation.get_descendants(inclusive=True).live().specific()
    ]


def named(value: Any, key: str = "") -> Any:
    """Return a stored value with titles and codes in place of ids."""
    if isinstance(value, dict):
        is_item = value.get("type") == "item"
        # Questions get ids of their own when they are read.
        parts = {name: each for name, each in value.items() if is_item or name != "id"}
        return {name: named(each, key if is_item else name) for name, each in parts.items()}
    if isinstance(value, list):
        return [named(each, key) for each in value]
    models = {"image": get_image_model(), "document": get_document_model()}
    models |= {"page": Page, "area": Area, "theme": Theme, "idea": Idea, "ideas": Idea}
    if isinstance(value, int) and not isinstance(value, bool) and key in models:
        item = models[key].objects.get(pk=value)
        return getattr(item, "code", "") or item.title
    if isinstance(value, str):
        text = re.sub(r' data-block-key="[^"]*"|(?<=">)\[[0-9a-f-]*\](?=</footnote>)', "", value)
        text = re.sub(r'"page" id="(\d+)"', lambda id: Page.objects.get(pk=id[1]).slug, text)
        document = get_document_model().objects
        text = re.sub(r'"document" id="(\d+)"', lambda id: document.get(pk=id[1]).title, text)
        return str(BeautifulSoup(text, "html.parser")) if text.startswith("<") else text
    return value


def assert_same(before: list[Any], after: list[Any]) -> None:
    """Hold pages against each other, part by part, so that a difference can be seen."""
    for one, other in zip(before, after, strict=True):
        for part, again in zip(one, other, strict=True):
            if isinstance(part, list):
                for number, (was, now) in enumerate(zip(part, again, strict=True)):
                    assert was == now, f"{one[2]}, {number}"
            assert part == again, one[2]


def empty_the_portal() -> None:
    Response.objects.all().delete()
    FormVersion.objects.all().delete()
    with on_purpose("Behind the admin’s back"):
        for page in ConsultationPage.objects.all():
            page.delete()
        for model in (
            Idea,
            Theme,
            Area,
            IdeaSet,
            get_image_model(),
            get_document_model(),
            ImportedPage,
        ):
            model.objects.all().delete()
    assert not Footnote.objects.exists()


def brought_back(folder: Path) -> Any:
    result = import_site(folder, publish=True)
    remarks = [each for each in result.report.remarks if each.weight != Weight.NOTE]
    assert "\n".join(f"{each.place}: {each.text}" for each in remarks) == ""
    return ConsultationPage.objects.get(pk=result.consultation.pk)


@pytest.mark.database
def test_everything_comes_back(tmp_path: Path) -> None:
    consultation = everything()
    before = said(consultation)
    kinds = {kind for page in before for kind, *_ in page[7]}
    assert kinds == set(ContentBlock().child_blocks)
    unpacked(consultation, tmp_path / "first")
    empty_the_portal()
    again = brought_back(tmp_path / "first")
    assert again.pk != consultation.pk
    assert_same(before, said(again))
    assert PageViewRestriction.objects.get().page.title == "Below"
    assert Idea.objects.get().live

    # Once more makes the same files, and reading them again changes nothing.
    unpacked(again, tmp_path / "second")
    for file in [*(tmp_path / "first" / "docs").rglob("*"), tmp_path / "first" / PAGES]:
        if file.is_file():
            other = tmp_path / "second" / file.relative_to(tmp_path / "first")
            assert other.read_bytes() == file.read_bytes(), file
    result = import_site(tmp_path / "second")
    assert {page.action for page in result.pages} == {"unchanged"}


def test_the_demonstration_comes_back(tmp_path: Path) -> None:
    call_command("load_demo", verbosity=0)
    consultation = ConsultationPage.objects.get()
    before = said(consultation)
    export_site(consultation, tmp_path / "demo.zip")
    empty_the_portal()
    again = brought_back(tmp_path / "demo.zip")
    assert_same(before, said(again))
    assert Idea.objects.filter(live=True).count() == 36


def test_drafts_are_made_of_missing_ideas_and_others_stay(tmp_path: Path) -> None:
    consultation = everything()
    unpacked(consultation, tmp_path / "out")
    idea = Idea.objects.get()
    idea.statement = "Reworded here"
    idea.save_revision().publish()
    for page in ConsultationPage.objects.all():
        Response.objects.all().delete()
        with on_purpose("Behind the admin’s back"):
            page.delete()
    dry = import_site(tmp_path / "out", dry_run=True)
    assert not ConsultationPage.objects.exists()
    assert dry.report.counts["ideas"] == 0
    again = import_site(tmp_path / "out")
    assert Idea.objects.get().statement == "Reworded here"
    assert not again.consultation.live
    with on_purpose("Behind the admin’s back"):
        Page.objects.get(pk=again.consultation.pk).delete()
    Idea.objects.all().delete()
    ImportedPage.objects.all().delete()
    assert import_site(tmp_path / "out", dry_run=True).report.counts["ideas"] == 1
    assert not Idea.objects.exists()
    import_site(tmp_path / "out")
    assert not Idea.objects.get().live


def test_nothing_of_the_data_is_believed(tmp_path: Path) -> None:
    everything()
    unpacked(ConsultationPage.objects.get(), tmp_path)

    def spoil(page: dict[str, Any]) -> None:
        callout = {"kind": "important", "title": "T", "text": BAD_HTML, "extra": 1}
        page["body"] += [
            {"type": "callout", "value": callout, "id": "<script>"},
            block("embed", {"title": "Bad", "url": "javascript:alert(1)"}),
            block("unheard_of", {}),
            block("table", {"caption": ["no", "text"]}),
            block("rich_text", "<b>" * 5000),
            # Each of these took as long as all before it.
            block("rich_text", "<p>" + "<x>a<!-- b --></x>" * 20_000 + "</p>"),
            block("image", {"image": {"image": "../../secret.png", "decorative": True}}),
            "no block",
        ]
        page["settings"] |= {"told": "nonsense", "owner": 1}
        page["footnotes"]["no uuid"] = "<p>x</p>"

    rewrite(tmp_path, "outcome.md", spoil)
    empty_the_portal()
    result = import_site(tmp_path, publish=True)
    outcome = Page.objects.get(slug="outcome").specific
    assert [each.block_type for each in outcome.body] == [
        "outcome",
        "callout",
        "rich_text",
        "rich_text",
    ]
    assert "onclick" not in str(outcome.body.raw_data)
    assert "alert" not in str(outcome.body.raw_data)
    losses = "\n".join(
        remark.text for remark in result.report.remarks if remark.weight == Weight.LOSS
    )
    for words in (
        "<script>", "an address that is not allowed", "gone.md", "extra", "embed", "unheard_of",
        "table", "deeply", "secret.png", "nonsense", "owner",
    ):  # fmt: skip
        assert words in losses, words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no JSON", "Invalid JSON"),
        (b'{"pages": []}', "at least 1 item"),
        (b'{"pages": [{"path": "index.md"}]}', "pages.0.type"),
        (b'{"pages": "\\u0000"}', "no text can hold"),
        (b'{"a": ' * 5000, "recursion limit"),
        (b'{"pages": [{"path": "../x.md", "type": "section", "title": "T", "slug": "t"},'
         b' {"path": "y.md", "parent": "gone.md", "type": "section", "title": "T", "slug": "t"}]}',
         "y.md has no place"),
        (json.dumps({"pages": [{"path": f"{level}.md", "parent": f"{level - 1}.md" if level else "",
         "type": "section", "title": "T", "slug": "t"} for level in range(60)]}).encode(),
         "levels down"),
    ],
)  # fmt: skip
def test_data_that_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, data: bytes, words: str
) -> None:
    unpacked(ConsultationPageFactory(), tmp_path)
    (tmp_path / PAGES).write_bytes(data)
    with pytest.raises(SourceRefused, match=words):
        import_site(tmp_path)


def test_changed_markdown_is_not_read(tmp_path: Path) -> None:
    everything()
    unpacked(ConsultationPage.objects.get(), tmp_path)
    (tmp_path / "docs/texts/below.md").write_text("# Changed by hand\n")
    (tmp_path / "docs/more.md").write_text("# A page added by hand\n")
    result = import_site(tmp_path)
    assert {each.title for each in result.pages} >= {"Below", "Texts"}
    assert not {"Changed by hand", "A page added by hand"} & {p.title for p in result.pages}
    assert any("changes in its Markdown are not read" in e.text for e in result.report.remarks)


def test_an_archive_updates_the_copy_that_was_made_of_it(tmp_path: Path) -> None:
    original = everything()
    unpacked(original, tmp_path / "first")
    first = import_site(tmp_path / "first")
    copies = [each.text for each in first.report.remarks if "a copy of it" in each.text]
    assert len(copies) == 1
    assert first.consultation.pk != original.pk

    # Under another title, too, and out of the copy as well as out of the original.
    original.title = "Called otherwise"
    original.save_revision().publish()
    unpacked(original, tmp_path / "second")
    second = import_site(tmp_path / "second", publish=True)
    assert second.consultation.pk == first.consultation.pk
    assert [each.text for each in second.report.remarks if "a copy of it" in each.text] == []
    copy = ConsultationPage.objects.get(pk=second.consultation.pk)
    assert copy.title == "Called otherwise"
    copy.title = "The copy"
    copy.save_revision().publish()
    unpacked(copy, tmp_path / "third")
    assert import_site(tmp_path / "third").consultation.pk == copy.pk
    assert ConsultationPage.objects.count() == 2


def test_texts_that_markdown_cannot_hold_come_back(tmp_path: Path) -> None:
    consultation = everything()
    page = Page.objects.get(slug="below").specific
    odd = [
        block("rich_text", "<p>One</p>"),
        block("rich_text", f"<p>Two {link(consultation)}</p>"),
        block("rich_text", "<ul><li>a</li></ul><ul><li>b</li></ul><ol><li>c</li></ol>"),
        block("rich_text", "<p>  :material-home: \\( <b> x</b></p><p>| a | b |</p><p>1) c</p>"),
    ]
    publish(page, odd)
    before = said(consultation)
    unpacked(consultation, tmp_path)
    empty_the_portal()
    assert_same(before, said(brought_back(tmp_path)))


def test_an_imported_site_goes_out_and_comes_back(tmp_path: Path) -> None:
    consultation = import_published(build(tmp_path / "old").folder).consultation
    before = said(ConsultationPage.objects.get(pk=consultation.pk))
    unpacked(ConsultationPage.objects.get(pk=consultation.pk), tmp_path / "out")
    empty_the_portal()
    assert_same(before, said(brought_back(tmp_path / "out")))
