"""Word files: a document becomes pages by its headings, with all that it holds."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.images import get_image_model
from wagtail.models import Page

from consultation.importing.sites.services import SiteImport, SourceRefused, import_site
from consultation.pages.models import ConsultationPage
from tests.importing.publication import import_published
from tests.importing.word_files import SENTENCE, WordFile, twenty_pages, with_parts

pytestmark = pytest.mark.django_db

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def imported(word: WordFile, tmp_path: Path, **options: Any) -> SiteImport:
    return import_published(word.save(tmp_path / "plans.docx"), **options)


def seen(client: Client, title: str) -> BeautifulSoup:
    page = Page.objects.get(title=title)
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").main


def words(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split())


def told(result: SiteImport) -> str:
    return "\n".join(f"{each.weight} {each.text}" for each in result.report.remarks)


def test_document_of_twenty_pages_comes_whole(tmp_path: Path, client: Client) -> None:
    result = imported(twenty_pages(), tmp_path)
    counts = result.report.counts
    top = ConsultationPage.objects.get()
    assert top.title == "Better data for children’s services"
    assert [page.title for page in top.get_children()] == [
        "Why we are asking",
        "What we propose",
        "What it would cost",
        "What happens next",
    ]
    assert (counts["pictures"], counts["tables"], counts["footnotes"]) == (4, 2, 8)
    page = seen(client, "What we propose")
    assert [each.name for each in page.select("h2, h3") if words(each) == "In brief"] == ["h3"] * 3
    assert words(page).count(SENTENCE.strip()) == 6 + 3 * 2 * 3 * 7
    nested = [words(each) for each in page.select("li li")]
    assert nested.count("in each region") == 3
    assert page.find("img", alt="The loop of evidence, stage 2")
    assert words(page.find("figcaption")) == "Figure 2: Stage 2"
    table = page.find("table")
    assert words(table.caption) == "Table 1: Options of chapter 2"
    assert [words(each) for each in table.select("thead th")] == ["Option", "Cost", "Benefit"]
    footnotes = words(page).partition("Footnotes")[2]
    assert "Survey of 22 councils, 2025." in footnotes
    assert "Endnote of chapter 2." in footnotes
    assert page.find("a", href="https://example.org/framework")
    link = seen(client, top.title).find("a", string="what we propose")
    assert link["href"].endswith("/what-we-propose/")
    assert "heading" not in told(result).split("note ")[0]


def test_same_file_again_changes_nothing(tmp_path: Path) -> None:
    imported(twenty_pages(), tmp_path)
    again = imported(twenty_pages(), tmp_path)
    assert {page.action for page in again.pages} == {"unchanged"}
    assert get_image_model().objects.count() == 4


def test_headings_of_the_second_level_become_pages_when_asked_to(tmp_path: Path) -> None:
    word = WordFile("Plans")
    word.heading("Chapter", 1)
    word.heading("Section", 2)
    word.text("Words of the section.")
    word.heading("Part", 3)
    imported(word, tmp_path, levels=2)
    chapter = Page.objects.get(title="Chapter").specific
    section = chapter.get_children().get(title="Section").specific
    assert "Words of the section." in str(section.body)
    # A chapter without words of its own leads on.
    assert 'linktype="page"' in str(chapter.body.raw_data[0])
    assert not Page.objects.filter(title="Part").exists()


@pytest.mark.parametrize(
    ("headings", "top", "pages"),
    [
        ([("One", 1), ("Two", 2), ("Three", 2)], "One", ["Two", "Three"]),
        ([("One", 1), ("Two", 1)], "plans", ["One", "Two"]),
        ([("One", 2), ("Two", 2), ("Inside", 3)], "plans", ["One", "Two"]),
        ([("Alike", 1), ("Alike", 1), ("Alike 2", 1)], "plans", ["Alike", "Alike", "Alike 2"]),
        ([], "plans", []),
    ],
)
def test_title_is_the_only_first_heading_or_else_the_name_of_the_file(
    headings: list[tuple[str, int]], top: str, pages: list[str], tmp_path: Path
) -> None:
    word = WordFile()
    word.text("Before all headings.")
    for heading in headings:
        word.heading(*heading)
        word.text("Words.")
    result = imported(word, tmp_path)
    consultation = ConsultationPage.objects.get()
    assert consultation.title == top
    assert [page.title for page in consultation.get_children()] == pages
    assert "Before all headings." in str(consultation.body)
    assert ("style Heading 1" in told(result)) == (not pages)


def test_what_a_page_cannot_hold_is_named_and_its_words_kept(
    tmp_path: Path, client: Client
) -> None:
    word = WordFile("Plans")
    text = word.text("Costs are ")
    word.xml(text, '<w:ins w:id="1" w:author="A"><w:r><w:t>inserted</w:t></w:r></w:ins>')
    word.xml(text, '<w:del w:id="2" w:author="A"><w:r><w:delText>deleted</w:delText></w:r></w:del>')
    word.xml(text, '<w:fldSimple w:instr="DATE"><w:r><w:t> on 3 May</w:t></w:r></w:fldSimple>')
    word.xml(text, "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>")
    word.xml(text, '<w:r><w:sym w:font="Wingdings" w:char="F0FF"/></w:r>')
    word.xml(text, '<w:r><w:commentReference w:id="3"/></w:r>')
    word.xml(
        text,
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>Words in a box</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r>",
    )
    word.picture("")
    result = imported(word, tmp_path)
    page = words(seen(client, "Plans"))
    assert "Costs are inserted on 3 May" in page
    assert "a=b" in page
    assert "Words in a box" in page
    assert "deleted" not in page
    for remark in (
        "left out, or only their text is here: 3.",
        "doubt Tracked changes were read as if all of them had been accepted",
        "has no description. Write one.",
    ):
        assert remark in told(result)


def test_link_to_a_bookmark_leads_to_the_heading_above_it(tmp_path: Path, client: Client) -> None:
    word = WordFile("Plans")
    word.heading("First", 1)
    word.link(word.text("See "), "the costs", "_Costs")
    word.heading("Second", 1)
    word.heading("Costs", 2, bookmark="_Costs")
    imported(word, tmp_path)
    assert seen(client, "First").find("a", string="the costs")["href"].endswith("/second/#costs")
    assert seen(client, "Second").find("h2", id="costs")


def test_row_of_bold_words_is_a_row_of_headings(tmp_path: Path, client: Client) -> None:
    word = WordFile("Plans")
    bold = word.table([["Who", "When"], ["Teams", "May"]], style="Table Grid")
    for cell in bold.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    word.table([["Teams", "May"], ["Councils", "June"]], style="Table Grid")
    imported(word, tmp_path)
    first, second = seen(client, "Plans").find_all("table")
    assert [words(each) for each in first.select("thead th")] == ["Who", "When"]
    assert second.find("th") is None


LAUGHS = b"".join(
    b'<!ENTITY %c "%s">' % (name, b"&%c;" % before * 10)
    for before, name in zip(b"abcdefgh", b"bcdefghi", strict=True)
)
DTD = b'<!DOCTYPE x [<!ENTITY a "ha">%s<!ENTITY out SYSTEM "file:///etc/passwd">]>'
BODY = b'<w:document xmlns:w="%s"><w:body>%%s</w:body></w:document>' % W.encode()
TEXT = b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
HOSTILE = {
    "entities.docx": {
        "word/document.xml": DTD % LAUGHS + BODY % b"<w:p><w:r><w:t>&i;</w:t></w:r></w:p>"
    },
    "outside.docx": {
        "word/document.xml": DTD % b"" + BODY % b"<w:p><w:r><w:t>&out;</w:t></w:r></w:p>"
    },
    "deep.docx": {"word/document.xml": BODY % (b"<w:ins>" * 50_000 + b"</w:ins>" * 50_000)},
    "torn.docx": {"word/document.xml": (BODY % b"")[:-9]},
    "bomb.docx": {"word/document.xml": BODY % (b" " * 60_000_000)},
    "fields.docx": {
        "word/document.xml": BODY
        % (b"<w:p>" + b'<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 200_000 + b"</w:p>")
    },
    "macros.docx": {"word/vbaProject.bin": b"macros"},
}
SENTENCES = {"macros.docx": "holds macros"}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_bounded_time_with_a_sentence(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(with_parts(WordFile("Plans").content(), HOSTILE[name]))
    with pytest.raises(SourceRefused, match=SENTENCES.get(name, "damaged, or holds more")):
        import_site(path)
    assert not ConsultationPage.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected by a password"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old version of Word"),
        ("macros.docm", WordFile("Plans").content(), "holds macros"),
        ("text.docx", b"Only text", "damaged"),
        ("empty.docx", WordFile().content(), "no text"),
        ("other.docx", with_parts(b"PK\x05\x06" + bytes(18), {"a.txt": b"a"}), "damaged"),
    ],
)
def test_what_is_no_word_document_is_refused_with_what_to_do(
    name: str, content: bytes, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_mkdocs", path)


def test_picture_that_cannot_be_read_is_named_and_its_description_kept(
    tmp_path: Path, client: Client
) -> None:
    word = WordFile("Plans")
    word.picture("A chart")
    content = word.content()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(each for each in archive.namelist() if each.startswith("word/media/"))
    path = tmp_path / "plans.docx"
    path.write_bytes(with_parts(content, {name: b"no picture"}))
    result = import_published(path)
    assert "cannot be read." in told(result)
    assert "A chart" in words(seen(client, "Plans"))
