"""A consultation as an archive: what is in it, what is not, and over what it is written."""

import csv
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from markdown_it import MarkdownIt
from wagtail.models import Page

from consultation.importing.archive.export import export_site
from consultation.importing.archive.manifest import ArchiveError
from consultation.importing.archive.markdown import MarkdownWriter
from consultation.importing.archive.paths import Layout
from tests.factories import ConsultationPageFactory, SectionPageFactory
from tests.importing.everything import AWKWARD, SECRET, everything, unpacked

pytestmark = pytest.mark.django_db


def read(markdown: str) -> BeautifulSoup:
    """Return Markdown as programs show it."""
    return BeautifulSoup(MarkdownIt().enable("table").render(markdown), "html.parser")


def written(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def test_contents_of_an_archive(tmp_path: Path) -> None:
    consultation = everything()
    SectionPageFactory(parent=consultation, title="Unfinished", live=False)
    draft = Page.objects.get(slug="theme").specific
    draft.title = "Not yet"
    draft.save_revision()
    call_command("export_site", tmp_path / "out.zip", verbosity=0)
    files = written(tmp_path / "out.zip")
    assert {name for name in files if name.endswith(".md")} == {
        "docs/index.md",
        "docs/texts/index.md",
        "docs/texts/below.md",
        "docs/theme.md",
        "docs/outcome.md",
        "data/README.md",
    }
    assert {"docs/assets/pictures/a-picture.jpg", "docs/assets/documents/the-report.txt"} < set(
        files
    )
    everything_written = b"".join(
        content for name, content in files.items() if "/assets/" not in name
    )
    assert SECRET.encode() not in everything_written
    assert b"Not yet" not in everything_written
    readme = files["data/README.md"].decode()
    drafts, unpublished = readme.index("## Pages with drafts"), readme.index("that are not here")
    assert drafts < readme.index("- A theme") < unpublished < readme.index("- Unfinished")
    assert "- Below (docs/texts/below.md)" in readme
    rows = list(csv.reader(files["data/responses.csv"].decode("utf-8-sig").splitlines()))
    assert "An answer" in rows[1]
    unpacked(consultation, tmp_path / "again")
    call_command(
        "verify_export",
        tmp_path / "again/data/responses.csv",
        manifest=tmp_path / "again/data/responses-manifest.json",
        against_database=True,
    )
    asked = files["data/questions.csv"].decode()
    assert "What do you think of this page?" in asked
    told = list(csv.DictReader(files["data/history.csv"].decode("utf-8-sig").splitlines()))
    done = [row["What was done"] for row in told if row["Page"] == "Outcome"]
    assert any("ublished" in each for each in done), done


def test_markdown_shows_the_words_and_links_of_a_text() -> None:
    html = (
        f"<p>{escape(AWKWARD)}</p>"
        "<p># no</p><p>- no</p><p>12. no</p><p>=== no</p><p>~~~ no</p><p>: no</p><p>!!! no</p>"
        "<p>---</p><p>a :smile: ++b++ <code>x*y&lt;</code> <code>\xa0`</code></p>"
        "<p><b>Bold</b>, <i>it</i>, <b><i>both</i></b>, a<b>b</b>d, <b>e </b>f, a*b_c</p>"
        "<ul><li>One<ol><li>1. Two</li></ol></li></ul><ol><li>Three</li></ol><hr/><p>a|b\xa0c</p>"
        '<p><a href="https://example.org/a_(b)?c=d&amp;e">o_u_t</a></p>'
    )
    consultation = ConsultationPageFactory()
    layout = Layout(consultation)
    made = MarkdownWriter(layout.pages[0], layout, {}).page(html)
    before, after = BeautifulSoup(html, "html.parser"), read(made)
    assert "".join(after.get_text().split()) == "".join(before.get_text().split())
    items = [" ".join(tag.get_text().split()) for tag in after.find_all("li")]
    assert items == ["One 1. Two", "1. Two", "Three"]
    assert after.find("a")["href"] == "https://example.org/a_(b)?c=d&e"
    assert [tag.get_text() for tag in after.find_all("strong")] == ["Bold", "both", "b", "e"]


def test_pages_are_whole_and_lead_to_each_other(tmp_path: Path) -> None:
    export_site(everything(), tmp_path / "out.zip")
    files = written(tmp_path / "out.zip")
    main = read(files["docs/texts/index.md"].decode())
    text = " ".join(main.get_text(" ").split())
    for words in (AWKWARD, "In it", "More", "What | which", "You may quote me", "A -->"):
        assert words in text
    assert main.find("a", href="below.md")
    assert text.count("[^1]") == 3 and text.count("[^2]:") == 1
    below = read(files["docs/texts/below.md"].decode())
    assert below.find("img", src="../assets/pictures/a-picture.jpg")
    assert "![What \\*it\\* shows]" in files["docs/texts/below.md"].decode()
    readme = files["data/README.md"].decode()
    assert readme.index("(../docs/texts/index.md)") < readme.index("(../docs/texts/below.md)")


def test_nothing_that_is_there_is_replaced(tmp_path: Path) -> None:
    consultation = everything()
    other = tmp_path / "letter.zip"
    other.write_bytes(b"not ours")
    for path in (other, tmp_path):
        with pytest.raises(ArchiveError, match="cannot be written"):
            export_site(consultation, path)
    assert other.read_bytes() == b"not ours"
    Page.objects.get(slug="outcome").specific.unpublish()
    export_site(consultation, tmp_path / "out.zip")
    assert "docs/outcome.md" not in written(tmp_path / "out.zip")
    Page.objects.get(pk=consultation.pk).specific.unpublish()
    with pytest.raises(CommandError, match="is not published"):
        call_command("export_site", tmp_path / "again.zip")
    assert not (tmp_path / "again.zip").exists()


def test_more_pages_cost_no_more_queries_for_each(tmp_path: Path) -> None:
    consultation = everything()

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            export_site(consultation, tmp_path / f"{name}.zip")
        return len(captured)

    few = queries("few")
    for number in range(10):
        SectionPageFactory(parent=consultation, title=f"Further {number}")
    # Footnotes and the consultation above are asked for page by page.
    assert queries("many") - few <= 10 * 3
