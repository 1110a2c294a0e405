"""Sites of people who mean no good: nothing happens, and the report says what was left out."""

import os
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.images import get_image_model

from consultation.importing.sites.services import SiteImport, SourceRefused, import_site
from tests.importing.publication import import_published
from tests.importing.realistic import picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"'
HARMLESS = SVG + b'><rect width="9" height="9"/></svg>'
DRAWINGS = {
    "script.svg": SVG + b"><script>alert(1)</script></svg>",
    "event.svg": SVG + b' onload="alert(1)"><g/></svg>',
    "link.svg": SVG + b'><a href="javascript:alert(1)"/></svg>',
    "foreign.svg": SVG + b"><foreignObject/></svg>",
    "page.svg": SVG
    + b'><x:img xmlns:x="http://www.w3.org/1999/xhtml" src="x" onerror="alert(1)"/></svg>',
    "style.svg": SVG + b'><style>@import "//e.org";</style></svg>',
    "bomb.svg": b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    + SVG
    + b"><text>&b;</text></svg>",
    "torn.png": picture(1)[:60],
}
PAGE = (
    """---
title: "A <script>alert(1)</script> title"
---
# Hello

<script>alert("one")</script>
<p onclick="alert(2)" style="position:fixed">Event words stay.</p>
<a href="javascript:alert(3)">Plain lie</a> <a href=" java&#10;script:alert(4)">Split lie</a>
[Mark lie](javascript:alert(5)) [Data lie](data:text/html;base64,PHNjcmlwdD4=) [Vb](vbscript:x)
[File lie](file:///etc/passwd) <a href="&#x6A;avascript:alert(6)" onmouseover="x">Entity lie</a>
<img src="x" onerror="alert(7)" alt="Picture words stay">
<svg onload="alert(8)"><text>Drawn words</text></svg>
<iframe src="javascript:alert(9)">Frame words</iframe> <iframe srcdoc="<script>1</script>"></iframe>
<object data="evil.swf">Object words</object> <math><mtext><script>alert(10)</script></mtext></math>
<meta http-equiv="refresh" content="0;url=https://e.org"><base href="https://e.org/">
<style>body{display:none}</style>

Shown: &lt;script&gt;shown as text&lt;/script&gt;

--8<-- "../secret.txt"
--8<-- "/etc/passwd"

"""
    + "\n".join(f"![Drawing {name}]({name})" for name in DRAWINGS)
    + "\n\n![Good drawing](good.svg)\n"
)


def remarks(result: SiteImport) -> str:
    return "\n".join(f"{each.place} {each.text}" for each in result.report.remarks)


def test_nothing_of_it_runs_and_all_of_it_is_told(tmp_path: Path, client: Client) -> None:
    folder = tmp_path / "site"
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("TOPSECRET", "utf-8")
    (docs / "index.md").write_text(PAGE, "utf-8")
    (docs / "laughs.md").write_text(f"---\n{LAUGHS}---\n# Laughs\n\nText after laughs.\n", "utf-8")
    (docs / "deep.md").write_text("# Deep\n\n" + ">" * 3000 + " Deep words\n", "utf-8")
    (docs / "odd.md").write_bytes(b"# Odd\n\nNul \x00 here, and \xe9 of Windows.\n")
    (docs / "linked.md").symlink_to(tmp_path / "secret.txt")
    (docs / "linked-folder").symlink_to(tmp_path)
    for name, content in {**DRAWINGS, "good.svg": HARMLESS}.items():
        (docs / name).write_bytes(content)
    ran = tmp_path / "ran"
    (folder / "mkdocs.yml").write_text(
        f"site_name: Bad\nx: !!python/object/apply:os.system ['touch {ran}']\ny: !ENV HOME\n"
        "plugins:\n  - search: !!python/name:os.system\n",
        "utf-8",
    )
    result = import_published(folder)
    assert not ran.exists()
    told = remarks(result)
    page = client.get(result.consultation.url)
    html = BeautifulSoup(page.content, "html.parser")
    article = html.select_one(".content")
    assert article is not None
    assert not article.select("script, iframe, object, style, meta, base, math, svg")
    for tag in html.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"]
        for name in ("href", "src"):
            assert (
                not str(tag.get(name) or "")
                .lower()
                .startswith(("javascript", "data", "file", "vb"))
            )
    text = article.get_text()
    for words in (
        "Event words stay.", "Plain lie", "Split lie", "Mark lie", "Data lie", "File lie",
        "Entity lie",
        "Picture words stay", "Drawn words", "Frame words", "Object words",
        "<script>shown as text</script>", *(f"Drawing {name}" for name in DRAWINGS),
    ):  # fmt: skip
        assert words in text, words
    assert "TOPSECRET" not in client.get(result.consultation.url).content.decode()
    assert "alert(" not in text
    for words in (
        "index.md:6 The script was left out",
        "javascript:alert(3) is of a kind that is not let in",
        "data:text/html",
        "The piece ../secret.txt is not in the folder",
        "The piece /etc/passwd is not in the folder",
        "linked.md This is a link to another place",
        "linked-folder This is a link to another place",
        "laughs.md:1 The front matter was not read. It repeats itself",
        "odd.md This file is not UTF-8",
        "script.svg is not only a drawing",
        "event.svg is not only a drawing",
        "foreign.svg is not only a drawing",
        "page.svg is not only a drawing",
        "style.svg is not only a drawing",
        "bomb.svg is not only a drawing, or cannot be read",
        "torn.png cannot be read",
    ):
        assert words in told, words
    assert [each.title for each in get_image_model().objects.all()] == ["Good drawing"]
    shown = {each.path: client.get(each.url).content.decode() for each in result.pages}
    assert "Text after laughs." in shown["laughs.md"]
    assert "Deep words" in shown["deep.md"]
    assert "é of Windows" in shown["odd.md"]


def test_an_archive_cannot_reach_out_or_swell_up(tmp_path: Path) -> None:
    archive = tmp_path / "site.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("site/mkdocs.yml", "site_name: Packed\n")
        zipped.writestr("site/docs/index.md", "# Packed\n\nIt came.\n")
        for name in ("../out.md", "/tmp/out.md", "site/docs/../../../out.md", "..\\out.md"):
            zipped.writestr(name, "# Out")
        link = zipfile.ZipInfo("site/docs/link.md")
        link.external_attr = 0o120777 << 16
        zipped.writestr(link, "/etc/passwd")
        zipped.writestr("site/docs/bomb.md", b"\0" * (20 * 1024 * 1024))
    result = import_site(archive, dry_run=True)
    assert [each.path for each in result.pages] == ["index.md"]
    told = remarks(result)
    assert told.count("leads out of the archive") == 4
    assert "link.md This entry is a link" in told
    assert "bomb.md This entry is too large when it is unpacked" in told
    assert not (tmp_path / "out.md").exists()
    assert not Path("/tmp/out.md").exists()


def test_an_entry_that_lies_about_its_size_is_left_out(tmp_path: Path) -> None:
    archive = tmp_path / "lies.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("index.md", "# Here\n\nText.\n")
        zipped.writestr("lie.md", os.urandom(3000).hex())
    raw = archive.read_bytes().replace((6000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    archive.write_bytes(raw)
    result = import_site(archive, dry_run=True)
    assert [each.path for each in result.pages] == ["index.md"]
    assert "lie.md This entry is damaged" in remarks(result)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"MZ\x90 a program"])
def test_what_is_no_source_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "site.zip"
    file.write_bytes(content)
    with pytest.raises(SourceRefused, match="not a ZIP archive"):
        import_site(file, dry_run=True)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (LAUGHS, "repeats itself so often"),
        ("a: &a [*a]\n", "nested too deeply, or something in it contains itself"),
        ("a: [" * 300, "nested too deeply"),
        ("a: [b\n", "not well-formed"),
        ("- just\n- a list\n", "settings of the site were not read"),
        ("nav: 7\n", "The setting nav was not read"),
        ("docs_dir: ../../..\n", "is not there"),
    ],
)
def test_bad_settings_are_told_and_the_pages_come_all_the_same(
    tmp_path: Path, settings: str, words: str
) -> None:
    (tmp_path / "mkdocs.yml").write_text(settings, "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Here\n\nText.\n", "utf-8")
    result = import_site(tmp_path, dry_run=True)
    assert words in remarks(result)
    assert any(each.path.endswith("index.md") for each in result.pages)


def test_the_words_of_a_title_in_the_navigation_are_taken_without_their_markup(
    tmp_path: Path,
) -> None:
    nav = "nav:\n  - Home: index.md\n  - <code>a.&#8203;b</code> &amp; R&D < 3: other.md\n"
    (tmp_path / "mkdocs.yml").write_text(nav, "utf-8")
    (tmp_path / "docs").mkdir()
    for name in ("index", "other"):
        (tmp_path / f"docs/{name}.md").write_text("Text.\n", "utf-8")
    result = import_site(tmp_path, dry_run=True)
    assert "a.b & R&D < 3" in [each.title for each in result.pages]
