"""A consultation as an archive: what is in it, what is not, and over what it is written."""

import csv
import json
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from markdown import Markdown
from mkdocs.commands.build import build
from mkdocs.config import load_config
from wagtail.models import Page

from consultation.importing.archive.export import export_site
from consultation.importing.archive.manifest import ArchiveError
from consultation.importing.archive.markdown import MarkdownWriter
from tests.factories import SectionPageFactory
from tests.importing.everything import AWKWARD, SECRET, everything

pytestmark = pytest.mark.django_db

EXTENSIONS = ["admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"]


def written(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_contents_of_an_archive(tmp_path: Path) -> None:
    consultation = everything()
    SectionPageFactory(parent=consultation, title="Unfinished", live=False)
    draft = Page.objects.get(slug="theme").specific
    draft.title = "Not yet"
    draft.save_revision()
    call_command("export_site", tmp_path / "out", verbosity=0)
    files = written(tmp_path / "out")
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
    call_command(
        "verify_export",
        tmp_path / "out/data/responses.csv",
        manifest=tmp_path / "out/data/responses-manifest.json",
        against_database=True,
    )
    asked = files["data/questions.csv"].decode()
    assert "What do you think of this page?" in asked
    listed = json.loads(files["data/archive.json"])["files"]
    assert set(listed) | {"data/archive.json"} == set(files)
    saved = list(csv.DictReader(files["data/revisions.csv"].decode("utf-8-sig").splitlines()))
    assert [row["Now public"] for row in saved if row["Page"] == "Outcome"] == ["", "yes"]


def test_markdown_shows_the_words_and_links_of_a_text() -> None:
    html = (
        f"<p>{escape(AWKWARD)}</p>"
        "<p># no</p><p>- no</p><p>12. no</p><p>=== no</p><p>~~~ no</p><p>: no</p><p>!!! no</p>"
        "<p>??? no</p><p>---</p><p>a :smile: ++b++ <code>x*y&lt;</code> <code>\xa0`</code></p>"
        "<p><b>Bold</b>, <i>it</i>, <b><i>both</i></b>, a<b>b</b><i>c</i>d, <b>e </b>f, a*b_c</p>"
        "<ul><li>One<ol><li>1. Two</li></ol></li></ul><ol><li>Three</li></ol><hr/><p>a|b\xa0c</p>"
        '<p><a href="https://example.org/a_(b)?c=d&amp;e">o_u_t</a>'
        '<a linktype="page" id="5">in</a></p>'
    )
    writer = MarkdownWriter(lambda tag: str(tag.get("href") or f"p{tag.get('id')}.md"), {})
    made = Markdown(extensions=EXTENSIONS).convert(writer.page(html))
    before, after = (BeautifulSoup(text, "html.parser") for text in (html, made))
    assert "".join(after.get_text().split()) == "".join(before.get_text().split())
    items = [" ".join(tag.get_text().split()) for tag in after.find_all("li")]
    assert items == ["One 1. Two", "1. Two", "Three"]
    assert [tag["href"] for tag in after.find_all("a")] == [
        "https://example.org/a_(b)?c=d&e",
        "p5.md",
    ]


@pytest.mark.django_db
def test_mkdocs_builds_an_archive(tmp_path: Path) -> None:
    export_site(everything(), tmp_path / "out")
    config = load_config(str(tmp_path / "out" / "mkdocs.yml"), site_dir=str(tmp_path / "web"))
    build(config)
    page = BeautifulSoup((tmp_path / "web/texts/index.html").read_text("utf-8"), "html.parser")
    main = page.find(role="main")
    assert main is not None
    text = " ".join(main.get_text(" ").split())
    for words in (AWKWARD, "In it", "More", "What | which", "You may quote me", "A -->"):
        assert words in text
    assert main.find("a", href="below/")
    assert len(main.select(".footnote li")) == 2
    below = BeautifulSoup(
        (tmp_path / "web/texts/below/index.html").read_text("utf-8"), "html.parser"
    )
    assert below.find("img", alt="What *it* shows")


def test_writing_again_replaces_an_archive_and_nothing_else(tmp_path: Path) -> None:
    consultation = everything()
    target, packed = tmp_path / "out", tmp_path / "out.zip"
    export_site(consultation, target)
    before = written(target)
    (target / "docs" / "mine.md").write_text("mine")
    Page.objects.get(slug="outcome").specific.unpublish()
    export_site(consultation, target)
    after = written(target)
    assert after["docs/mine.md"] == b"mine"
    assert set(before) - set(after) == {"docs/outcome.md"}
    export_site(consultation, packed)
    export_site(consultation, packed)
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == set(after) - {"docs/mine.md"}
    assert set(tmp_path.iterdir()) == {target, packed}
    for name in ("folder", "letter.zip"):
        other = tmp_path / name
        if other.suffix:
            other.write_bytes(b"not ours")
        else:
            other.mkdir()
            (other / "letter.txt").write_text("not ours")
        with pytest.raises(ArchiveError):
            export_site(consultation, other)
    assert (tmp_path / "letter.zip").read_bytes() == b"not ours"
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["letter.txt"]
    Page.objects.get(pk=consultation.pk).specific.unpublish()
    with pytest.raises(CommandError, match="drafts"):
        call_command("export_site", tmp_path / "third")
    call_command("export_site", tmp_path / "third", drafts=True)
    assert "docs/outcome.md" in written(tmp_path / "third")


def test_more_pages_cost_no_more_queries_for_each(tmp_path: Path) -> None:
    consultation = everything()

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            export_site(consultation, tmp_path / name)
        return len(captured)

    few = queries("few")
    for number in range(10):
        SectionPageFactory(parent=consultation, title=f"Further {number}")
    # Footnotes and the consultation above are asked for page by page.
    assert queries("many") - few <= 10 * 3
