"""Out of a portal and into an empty one: the same pages, block by block."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction
from wagtail_footnotes.models import Footnote

from consultation.importing.archive.block_texts import WRITERS
from consultation.importing.archive.exporting import export_site
from consultation.importing.archive.front_matter import write_front_matter
from consultation.importing.archive.layout import Layout
from consultation.importing.archive.naming import Naming
from consultation.importing.archive.page_texts import PageText
from consultation.importing.archive.portable import portable_html
from consultation.importing.archive.sameness import same_form
from consultation.importing.models import ImportedPage
from consultation.importing.report import Weight
from consultation.importing.sites.services import import_site
from consultation.pages.blocks import ContentBlock
from consultation.pages.models import ConsultationPage
from consultation.responses.models import FormVersion, Response
from ideas.deletion import on_purpose
from ideas.models import Area, Idea, Theme
from tests.factories import ConsultationPageFactory, SectionPageFactory
from tests.importing.everything import block, everything, link, publish
from tests.importing.publication import import_published
from tests.importing.realistic import build

pytestmark = pytest.mark.django_db


BAD_HTML = (
    "<p onclick='x'>A<script>alert(1)</script> <a href='javascript:alert(1)'>b</a> "
    "<a page='gone.md'>c</a></p>"
)


def told(consultation: ConsultationPage) -> list[Any]:
    """Return everything that a consultation says, page by page, without ids."""
    layout = Layout(consultation)
    naming = Naming(layout)
    pages = []
    for placed in layout.all_pages():
        text = PageText(placed, naming)
        blocks = [(each.type, same_form(_with_shown_anchor(each))) for each in text.blocks()]
        notes = {
            text.names.footnote(str(note.uuid)): same_form(portable_html(note.text, text.names))
            for note in placed.page.footnotes.all()
        }
        head = write_front_matter(placed.page, text.names, naming, is_private=placed.is_private)
        pages.append((placed.path, head, blocks, notes))
    return pages


def _with_shown_anchor(each: Any) -> Any:
    """Return a block's value; a heading is known by its anchor, whoever chose that."""
    if each.type != "heading":
        return each.value
    return each.value | {"anchor": each.anchor}


def assert_same(before: list[Any], after: list[Any]) -> None:
    """Hold pages against each other, part by part, so that a difference can be seen."""
    for (path, *one), (_, *other) in zip(before, after, strict=True):
        for part, again in zip(one, other, strict=True):
            if isinstance(part, list):
                for number, (block_before, block_after) in enumerate(zip(part, again, strict=True)):
                    assert block_before == block_after, f"{path}, block {number}: {block_after}"
            assert part == again, path


def empty_the_portal() -> None:
    Response.objects.all().delete()
    FormVersion.objects.all().delete()
    with on_purpose("Behind the admin’s back"):
        for page in ConsultationPage.objects.all():
            page.delete()
        for model in (Idea, Theme, Area, get_image_model(), get_document_model(), ImportedPage):
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
    before = told(consultation)
    kinds = {kind for _, _, blocks, _ in before for kind, _ in blocks}
    assert kinds == set(ContentBlock().child_blocks) == set(WRITERS)
    export_site(consultation, tmp_path / "first")
    empty_the_portal()
    again = brought_back(tmp_path / "first")
    assert again.pk != consultation.pk
    assert_same(before, told(again))
    assert PageViewRestriction.objects.get().page.title == "Below"
    assert Idea.objects.get().live

    # Once more makes the same files, and reading them again changes nothing.
    export_site(again, tmp_path / "second")
    for file in (tmp_path / "first" / "docs").rglob("*"):
        if file.is_file():
            other = tmp_path / "second" / file.relative_to(tmp_path / "first")
            assert other.read_bytes() == file.read_bytes(), file
    result = import_site(tmp_path / "second")
    assert {page.action for page in result.pages} == {"unchanged"}


def test_the_demonstration_comes_back(tmp_path: Path) -> None:
    call_command("load_demo", verbosity=0)
    consultation = ConsultationPage.objects.get()
    before = told(consultation)
    export_site(consultation, tmp_path / "demo.zip")
    with zipfile.ZipFile(tmp_path / "demo.zip") as archive:
        pages = [
            archive.read(name).decode() for name in archive.namelist() if name.startswith("docs/")
        ]
    # What Markdown has words for is plain Markdown.
    assert not any('"type": "rich_text"' in page or '"type": "heading"' in page for page in pages)
    empty_the_portal()
    again = brought_back(tmp_path / "demo.zip")
    assert_same(before, told(again))
    assert Idea.objects.filter(live=True).count() == 36


def test_what_was_never_public_comes_back_as_a_draft(tmp_path: Path) -> None:
    consultation = ConsultationPageFactory()
    SectionPageFactory(parent=consultation, title="Public")
    SectionPageFactory(parent=consultation, title="Unheard of", live=False).save_revision()
    export_site(consultation, tmp_path / "out", drafts=True)
    empty_the_portal()
    import_site(tmp_path / "out", publish=True)
    public = dict(Page.objects.filter(depth__gt=3).values_list("title", "live"))
    assert public == {"Public": True, "Unheard of": False}


def test_drafts_are_made_of_missing_ideas_and_others_stay(tmp_path: Path) -> None:
    consultation = everything()
    export_site(consultation, tmp_path / "out")
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


def test_a_mark_is_not_believed(tmp_path: Path) -> None:
    consultation = everything()
    export_site(consultation, tmp_path)
    page = tmp_path / "docs" / "outcome.md"
    page.write_text(
        page.read_text()
        + """
<!-- portal-block {"type": "callout", "value": {"title": "T", "text": HTML}} -->

x

<!-- /portal-block -->

<!-- portal-block {"type": "embed", "value": {"title": "Bad", "url": "javascript:alert(1)"}} -->

x

<!-- /portal-block -->

<!-- portal-block {"type": "unheard_of", "value": {}} -->

x

<!-- /portal-block -->

<!-- portal-block {"type": "table", "value": {"caption": ["no", "text"]}} -->

x

<!-- /portal-block -->
""".replace("HTML}", f'{json.dumps(BAD_HTML)}, "extra": 1}}')
    )
    empty_the_portal()
    result = import_site(tmp_path, publish=True)
    outcome = Page.objects.get(slug="outcome").specific
    assert [each.block_type for each in outcome.body] == ["outcome", "callout"]
    assert "onclick" not in str(outcome.body.raw_data)
    assert "alert" not in str(outcome.body.raw_data)
    losses = "\n".join(
        remark.text for remark in result.report.remarks if remark.weight == Weight.LOSS
    )
    for words in ("<script>", "javascript:", "gone.md", "extra", "embed", "unheard_of", "table"):
        assert words in losses, words


def test_texts_that_markdown_cannot_hold_are_marked(tmp_path: Path) -> None:
    consultation = everything()
    page = Page.objects.get(slug="below").specific
    odd = [
        block("rich_text", "<p>One</p>"),
        block("rich_text", f"<p>Two {link(consultation)}</p>"),
        block("rich_text", "<ul><li>a</li></ul><ul><li>b</li></ul><ol><li>c</li></ol>"),
        block("rich_text", "<p>  :material-home: \\( <b> x</b></p><p>| a | b |</p><p>1) c</p>"),
    ]
    publish(page, odd)
    before = told(consultation)
    export_site(consultation, tmp_path)
    empty_the_portal()
    assert_same(before, told(brought_back(tmp_path)))


def test_an_imported_site_goes_out_and_comes_back(tmp_path: Path) -> None:
    consultation = import_published(build(tmp_path / "old").folder).consultation
    before = told(ConsultationPage.objects.get(pk=consultation.pk))
    export_site(ConsultationPage.objects.get(pk=consultation.pk), tmp_path / "out")
    empty_the_portal()
    assert_same(before, told(brought_back(tmp_path / "out")))
