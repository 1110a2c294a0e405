"""What sites made with MkDocs Material are written with comes in as readers saw it there."""

import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.management import call_command
from django.test import Client
from markdown import Markdown

from consultation.importing.sites.services import SiteImport, import_site
from tests.importing.publication import import_published
from tests.importing.realistic import picture

pytestmark = pytest.mark.django_db

EXTENSIONS: dict[str, dict[str, Any]] = {
    "abbr": {}, "admonition": {}, "attr_list": {}, "def_list": {}, "footnotes": {},
    "md_in_html": {}, "tables": {}, "toc": {"permalink": True},
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.betterem": {}, "pymdownx.caret": {}, "pymdownx.details": {}, "pymdownx.emoji": {},
    "pymdownx.highlight": {"anchor_linenums": True, "line_spans": "__span"},
    "pymdownx.inlinehilite": {}, "pymdownx.keys": {}, "pymdownx.mark": {},
    "pymdownx.smartsymbols": {}, "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True}, "pymdownx.tasklist": {"custom_checkbox": True},
    "pymdownx.tilde": {},
}  # fmt: skip
SETTINGS = "site_name: Harbour\nmarkdown_extensions:\n" + "".join(
    f"  - {name}: {options or '{}'}\n" for name, options in EXTENSIONS.items()
)


def write(folder: Path, files: dict[str, str | bytes], settings: str = SETTINGS) -> Path:
    (folder / "mkdocs.yml").write_text(settings, "utf-8")
    for name, content in files.items():
        path = folder / name if name.startswith("parts/") else folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def imported(folder: Path, client: Client) -> tuple[dict[str, Tag], SiteImport]:
    """Return every page by its path as readers see it, and what the import says."""
    result = import_published(folder)
    pages = {}
    for each in result.pages:
        html = BeautifulSoup(client.get(each.url).content, "html5lib")
        pages[each.path] = html.select_one(".content") or html
    return pages, result


def one(folder: Path, client: Client, text: str) -> tuple[Tag, str]:
    """Return the only page of a site as readers see it, and its report."""
    pages, result = imported(write(folder, {"index.md": f"# Harbour\n\n{text}"}), client)
    return pages["index.md"], told(result)


def told(result: SiteImport) -> str:
    return "\n".join(f"{each.weight} {each.place} {each.text}" for each in result.report.remarks)


def squashed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def there(text: str) -> Tag:
    """Return a page as MkDocs shows it; its icons are drawings."""
    text = re.sub(r":(?:material|octicons)-[\w-]+:(?:\{.*?\})?", "", text)
    rendered = Markdown(extensions=list(EXTENSIONS), extension_configs=EXTENSIONS).convert(text)
    html = BeautifulSoup(rendered, "html5lib")
    for each in html.select(
        "a.headerlink, .linenos, sup[id^=fnref], a.footnote-backref, .emojione"
    ):
        each.decompose()
    return html


def missing(texts: Iterable[Tag], here: Tag) -> list[str]:
    """Return the texts of elements that are not on a page."""
    for each in here.select(".footnote-reference"):
        each.decompose()
    words = squashed(here.get_text())
    return [each.get_text() for each in texts if squashed(each.get_text()) not in words]


CONSTRUCTS = """
# Deepening the harbour

## Boxes and folds

!!! warning

    The quay is closed at night.

!!! tip inline end "Bring a *map*"

    Boxes may hold a list:

    1. first
        - below it
    2. second

    ``` sh
    ferry --to island
    ```

??? question "Why is it so shallow?"

    Sand comes in with every tide.

    ???+ note "How much?"

        Two tonnes a day.

## Tabs

=== "By boat"

    Take the **ferry**.

    === "In summer"

        Every hour.

    === "In winter"

        Twice a day.

=== "On foot"

    | Way | Minutes |
    | --- | ------: |
    | Quay | 12 |

## Code

``` py title="tide.py" linenums="3" hl_lines="2 3"
def height(hour):
    # (1)!
    return 4.2 if hour < 12 else "low"
```

1.  The hour is that of the harbour.

Inline `#!python max(tides)` and ++ctrl+alt+del++.

- A list with code:

    ```yaml
    quay:
      depth: 4
    ```

    and more words.

## Lists

- [x] Measured
- [ ] Dug

Fairway
:   The deep part of the harbour.

    It has two paragraphs.

Lead, sounding
:   A weight on a line.

## Formatting

It is ==deep== and ^^wide^^, H~2~O, a^2^ and ~~blocked~~, (c) 2027, 1/2 --> 3/4.
The formula $a^2+b_1$ holds.

## Grids

<div class="grid cards" markdown>

-   :material-ferry:{ .lg .middle } __Ferries__

    ---

    Four a day.

    [:octicons-arrow-right-24: Timetable](#tabs)

-   __Fishing__

    ---

    Before dawn.

</div>

[Tell us](#lists){ .md-button .md-button--primary }

## Notes and pictures

The tide is measured[^1] daily.[^more]

![The quay](quay.png){ align=left width="300" }
![The mole](mole.png){ align=right }

<figure markdown="span">
  ![The light](light.png){ loading=lazy }
  <figcaption>The light at night</figcaption>
</figure>

[^1]: By a gauge.
[^more]:
    In two paragraphs:

    of `which` this is one.
"""


def test_all_texts_and_pictures_of_a_page_are_found(tmp_path: Path, client: Client) -> None:
    pictures: dict[str, str | bytes] = {
        f"{name}.png": picture(number) for number, name in enumerate(("quay", "mole", "light"))
    }
    pages, result = imported(write(tmp_path, {"index.md": CONSTRUCTS, **pictures}), client)
    here = pages["index.md"]
    elements = there(CONSTRUCTS).select("p, h2, td, th, dt, dd > p, pre, summary, figcaption")
    assert len(elements) > 45
    assert missing(elements, here) == []
    shown = here.select("img")
    assert [each["alt"] for each in shown] == ["The quay", "The mole", "The light"]
    report = told(result)
    assert "loss" not in report
    # Tabs are switched by controls, which are no questions.
    assert "Rebuild this form" not in report
    assert "A script drew this formula." in report
    assert "left over" not in report


def test_fence_is_code_whatever_options_it_has(tmp_path: Path, client: Client) -> None:
    fence = (
        '``` {.python title="a b.py" linenums="9" hl_lines="1-2" .annotate}\nx = 1\n\ny = 2\n```'
    )
    html, _ = one(tmp_path, client, f"{fence}\n\n~~~ text\n```\n~~~\n")
    assert [each.get_text() for each in html.select("pre")] == ["x = 1\n\ny = 2", "```"]
    assert "a b.py" in html.get_text()
    assert not html.select("table")


def test_snippets_come_from_their_folders_alone(tmp_path: Path, client: Client) -> None:
    options = (
        "{base_path: [parts, parts/deep/whole.md], auto_append: [terms.md], check_paths: true}"
    )
    files: dict[str, str | bytes] = {
        "index.md": '# Harbour\n\nThe LAT is low. LAT!\n\n    --8<-- "deep/piece.md"\n',
        "other.md": "# Other\n\nThe LAT.\n\n--8<--\ndeep/piece.md\n; no.md\nwhole.md\n--8<--\n",
        "parts/deep/piece.md": "A piece with a [link][quay].\n\n[quay]: other.md\n",
        "parts/deep/whole.md": "Wholly here.\n",
        "parts/terms.md": "*[LAT]: lowest astronomical tide\n",
    }
    folder = write(tmp_path, files, f"{SETTINGS}  - pymdownx.snippets: {options}\n")
    pages, result = imported(folder, client)
    assert [each.get_text()[:7] for each in pages["index.md"].select("pre")] == ["A piece"]
    assert pages["other.md"].select("a[href$='/other/']")
    assert "Wholly here." in pages["other.md"].get_text()
    report = told(result)
    assert report.count("“LAT” had an explanation that is not shown here") == 2
    assert "loss" not in report


def test_headings_keep_their_anchors(tmp_path: Path, client: Client) -> None:
    long = "Depth " * 60
    text = (
        f"## {long}{{ #deep }}\n\n## Feedback\n\n## Größe\n\n### Below {{: #gr }}\n\n"
        "[a](#deep), [b](#feedback), [c](#gr)\n"
    )
    html, report = one(tmp_path, client, text)
    assert [each.get_text(strip=True)[-1] for each in html.select("h2#deep")] == ["…"]
    assert missing([BeautifulSoup(long, "html5lib")], html) == []
    for link in html.select("p a[href^='#']"):
        target = html.find(id=str(link["href"])[1:])
        assert target is not None and target.name in ("h2", "h3")
    assert "index.md:3 This heading is too long" in report


def test_rows_of_pictures_stay_in_their_order(tmp_path: Path, client: Client) -> None:
    rows = (
        "![a](a.png) ![b](b.png)\n![c](c.png){ width=30 }\n\n"
        "| ![d](d.png) | ![e](e.png) |\n|---|---|\n| ![f](f.png) | [![g](g.png)](b.png) |\n\n"
        '<p align="center"><img src="h.png" alt="h"> <a href="https://e.org/"><img src="i.png"'
        ' alt="i"></a></p>\n\nWords ![j](j.png) and more ![k](k.png) words.\n'
    )
    files: dict[str, str | bytes] = {
        f"{name}.png": picture(n) for n, name in enumerate("abcdefghijk")
    }
    pages, result = imported(write(tmp_path, {"index.md": f"# Row\n\n{rows}", **files}), client)
    html = pages["index.md"]
    assert [each["alt"] for each in html.select("img")] == list("abcdefghijk")
    assert not html.select("table")
    (link,) = html.select("a[href='https://e.org/']")
    assert link.get_text() == "i"
    assert "Words and more words." in " ".join(html.get_text().split())
    assert "loss" not in told(result)


def test_what_a_fold_cannot_hold_follows_it(tmp_path: Path, client: Client) -> None:
    text = (
        '??? note "Depths"\n\n    Measured in May.\n\n    | Place | Metres |\n    |---|---|\n'
        "    | Quay | 4 |\n\n    By us.\n\nAfter.\n"
    )
    html, report = one(tmp_path, client, text)
    (fold,) = html.select("details")
    assert [each.get_text(strip=True) for each in fold.select("summary")] == ["Depths"]
    assert "Measured in May." in fold.get_text() and "By us." in fold.get_text()
    (table,) = html.select("table")
    assert fold.find_next("table") is table
    assert table.find_next(string=re.compile("After")) is not None
    assert (
        "doubt index.md:5 A picture, table or form was inside of this. Here it follows it."
        in report
    )


def test_links_by_reference_lead_where_they_led(tmp_path: Path, client: Client) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# A\n\n[one][quay], [Quay][], [quay] and [by place][the depth].\n\n"
        '[Quay]: b.md "The quay"\n[the depth]: ./b.md#depth\n',
        "b.md": "# B\n\n## Depth\n",
    }
    pages, result = imported(write(tmp_path, files), client)
    links = [str(each["href"]) for each in pages["index.md"].select("p a")]
    assert links == [*["/harbour/b/"] * 3, "/harbour/b/#depth"]
    assert "leads" not in told(result) and "left over" not in told(result)


def test_nothing_is_invented_for_readers(tmp_path: Path, client: Client) -> None:
    text = "## A heading\n\n| Depth |\n|---|\n| 1 |\n\n![](a.png)\n"
    pages, result = imported(
        write(tmp_path, {"index.md": f"# T\n\n{text}", "a.png": picture(1)}), client
    )
    html = pages["index.md"]
    assert not html.select("caption, figcaption")
    assert [each["alt"] for each in html.select("img")] == [""]
    report = told(result)
    assert "index.md:5 This table has no caption. Write one." in report
    assert "index.md:9 The picture a.png has no description. Write one." in report


LEFT_OVER = """
Words {{ version }} and [text][nowhere] here.

`{{ shown }}` is meant, and so is

```
!!! note {{ code }}
```

::: harbour.depth

$$ depth = 4 $$

!!!note with no space
see --8<-- a[^9]
"""


def test_what_is_left_over_is_doubted_by_its_place(tmp_path: Path, client: Client) -> None:
    settings = "site_name: Left\nmarkdown_extensions: [pymdownx.superfences, footnotes]\n"
    pages, result = imported(write(tmp_path, {"index.md": LEFT_OVER}, settings), client)
    doubts = [each for each in told(result).split("\n") if "is left over in the text" in each]
    lines = LEFT_OVER.split("\n")
    for mark in ("{{", "][", ":::", "$$", "!!!note", "--8<--", "[^"):
        number = next(n for n, line in enumerate(lines, 1) if mark in line)
        mark = mark.removesuffix("note")
        assert [each for each in doubts if f"“{mark}”" in each and f"index.md:{number} " in each], (
            mark
        )
    assert len(doubts) == 8
    assert "{{ version }}" in pages["index.md"].get_text()


def test_what_is_said_a_hundred_times_is_one_line(tmp_path: Path, capsys: Any) -> None:
    text = "\n\n".join(f"See [{n}](gone-{n}.md) of {{{{ version }}}}." for n in range(100))
    call_command("import_mkdocs", str(write(tmp_path, {"index.md": text})), "--dry-run")
    printed = capsys.readouterr().out
    assert printed.count("left over") == 1
    assert "index.md:1, index.md:3, index.md:5 and 97 more: “{{” is left over" in printed
    assert printed.count("leads nowhere") == 1
    assert "and 97 more: The link … leads nowhere. Its text was kept." in printed
    assert "Not in the portal (100)" in printed


DEEP = {
    "divisions": "<div>" * 4000 + "words" + "</div>" * 4000,
    "divisions with Markdown": "<div markdown>\n\n" * 400 + "words" + "\n\n</div>" * 400,
    "open divisions": '<div markdown="1">\n\n' * 5 + "words",
    "quotes": "> " * 3000 + "words",
    "lists": "\n".join(f"{'    ' * n}- words" for n in range(300)),
    "boxes": "\n\n".join(f"{'    ' * n}!!! note" for n in range(300))
    + "\n\n"
    + " " * 1200
    + "words",
    "brackets": "[" * 60_000 + "words",
    "stars": "*_" * 20_000 + "words",
    "tables": "<table><tr><td>" * 500 + "words",
    "elements": "<b>" * 20_000 + "words",
    "links": "[words](gone)\n\n" * 4_000,
    "notes": "words" + "<sup>1</sup>" * 4_000,
    "cells": "<table><tr>" + "<td rowspan=2000 colspan=60>words" * 10_000,
    "fences": "\n".join("`" * n for n in range(3, 900)) + "\nwords",
}


@pytest.mark.parametrize("kind", DEEP)
def test_depth_is_an_error_of_its_page_alone(tmp_path: Path, kind: str) -> None:
    files: dict[str, str | bytes] = {"index.md": "# Start\n", "deep.md": DEEP[kind]}
    began = time.monotonic()
    result = import_site(write(tmp_path, files))
    assert time.monotonic() - began < 60
    page = next(each for each in result.pages if each.path == "deep.md")
    body = result.consultation.get_descendants().get(pk=page.page_id).specific
    assert "words" in str(body.get_latest_revision_as_object().body)
    for remark in result.report.remarks:
        assert remark.weight != "loss" or remark.place.file == "deep.md"


def test_pages_that_are_many_and_plain_are_never_too_deep(tmp_path: Path) -> None:
    rows = "".join(f"| {n}<br>{n} | ![](x{n}.png) |\n" for n in range(2000))
    text = f"# Many\n\n| A | B |\n|---|---|\n{rows}\n" + "Line  \n" * 5000
    result = import_site(write(tmp_path, {"index.md": text}), dry_run=True)
    assert "nested too deeply" not in told(result)
