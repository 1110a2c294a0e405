"""Every word of the source is found on the public pages, and every link leads where it led."""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Page

from consultation.pages.blocks.content import FEATURES
from tests.importing.generated import Page as Generated
from tests.importing.publication import import_published
from tests.importing.realistic import picture

pytestmark = pytest.mark.django_db


EXTENSIONS = (
    "markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, md_in_html, "
    "pymdownx.details, pymdownx.superfences, {pymdownx.tabbed: {alternate_style: true}}]\n"
)


def squashed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def article(client: Client, page: Page) -> Any:
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one("main")


def written(folder: Path, pages: dict[str, str], settings: str = "site_name: Texts\n") -> Path:
    (folder / "mkdocs.yml").write_text(settings + EXTENSIONS, "utf-8")
    for path, text in pages.items():
        file = folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def imported(folder: Path) -> tuple[dict[str, Page], list[str]]:
    result = import_published(folder)
    pages = {each.path: Page.objects.get(pk=each.page_id).specific for each in result.pages}
    return pages, [f"{each.place} {each.text}" for each in result.report.remarks]


def test_text_in_any_element_is_found_again(tmp_path: Path, client: Client) -> None:
    generated = {f"page-{number}.md": Generated(number) for number in range(7, 19)}
    texts = {path: page.text for path, page in generated.items()}
    pages, _ = imported(written(tmp_path, {"index.md": "# Start\n", **texts}))
    editor = ContentstateConverter(FEATURES)
    for path, page in generated.items():
        html = article(client, pages[path])
        text = squashed(html.get_text())
        assert [each for each in page.sentences if squashed(each) not in text] == [], path
        for block in pages[path].body.raw_data:
            if block["type"] == "rich_text":
                # What an editor opens and saves is what was there.
                again = editor.to_database_format(editor.from_database_format(block["value"]))
                assert squashed(words(again)) == squashed(words(block["value"])), path


def words(html: str) -> str:
    return BeautifulSoup(html, "html.parser").get_text()


KINDS = """
# Kinds {#top-of-it}

[To a place](guide/two.md#named) and [a folder](guide/two/) and [a built page](guide/two.html#own)
and [the whole address](https://e.github.io/site/guide/two/#own), [absolute](/site/guide/two/),
[by name][ref], <a href="guide/two.md#own">raw</a>, [same page](#deeper), [a table](#figures),
[other case](Guide/Two.md) and <https://outside.example.org/a?b=1&c=2>.

[ref]: guide/two.md "title"

## Deeper { #deeper }

| Year {#figures} | Need |
|---|---|
| 2020[^1] | <a id="cell"></a>`x < y` |

!!! warning "Mind this"

    Boxed[^1] words.

??? note "Fold"

    Folded[^2] words.

#### Small

```sql
SELECT  1
  FROM x;
```

10<sup>2</sup> is no note. One more[^3], none[^9], and typed by hand<sup>4</sup><sup>[5]</sup>,
<sup>4</sup> again, 10<sup>6</sup>, twice<sup>8</sup>.

<sup>4</sup> Typed by *hand*
<sup>5</sup> As [said](guide/two.md)

<sup>6</sup> Power

<sup>8</sup> Eight

<sup>8</sup> Again

[^1]: First note
[^2]: Second note
[^3]: Third [link](guide/two.md#own)
[^7]: Seventh, not referred to

[The report](files/Report%202024.csv)

See [the report](files/Report%202024.csv) or [a copy](files/copy.csv), and [a program](files/x.exe).

![One](pic.png) ![The same](files/same.png)
"""


def line(words: str) -> int:
    return KINDS[: KINDS.index(words)].count("\n") + 1


TWO = """
# Two

## Own

Text.

<a name="named"></a>

More. [Back](../index.md#deeper), [up too far](../../../index.md), [site](../).
"""


def test_links_notes_and_files_lead_where_they_led(tmp_path: Path, client: Client) -> None:
    folder = written(
        tmp_path,
        {"index.md": KINDS, "guide/two.md": TWO, "files/x.exe": "MZ"},
        "site_name: Kinds\nsite_url: https://e.github.io/site/\n",
    )
    for name, content in (
        ("files/Report 2024.csv", b"a,b\n"),
        ("files/copy.csv", b"a,b\n"),
        ("pic.png", picture(1)),
        ("files/same.png", picture(1)),
    ):
        (folder / "docs" / name).write_bytes(content)
    pages, told = imported(folder)
    top, two = pages["index.md"], pages["guide/two.md"]
    html = article(client, top)
    links = {link.get_text(): str(link["href"]) for link in html.select(".content a[href]")}
    assert links["To a place"] == f"{two.url}#own"
    for name in ("a built page", "the whole address", "raw"):
        assert links[name] == f"{two.url}#own", name
    for name in ("a folder", "absolute", "by name", "other case"):
        assert links[name] == two.url, name
    assert links["same page"] == links["a table"] == "#deeper"
    assert links["https://outside.example.org/a?b=1&c=2"]
    notes = [each.get_text().strip() for each in html.select(".footnotes__text")]
    assert notes == [
        "First note", "Second note", "Third link", "Typed by hand", "As said",
    ]  # fmt: skip
    backs = [len(each.select("a")) for each in html.select(".footnotes__back")]
    assert backs == [2, 1, 1, 2, 1]
    text = html.get_text()
    for stays in ("10 2 is no note", "none[^9]", "6 Power", "8 Eight", "8 Again", "Seventh"):
        assert squashed(stays) in squashed(text), stays
    assert "SELECT  1\n  FROM x;" in html.select_one("pre.code").get_text()
    assert html.select_one("h3#small, h4#small") is not None
    documents = {link["href"] for link in html.select('.content a[href*="/documents/"]')}
    assert len(documents) == 1
    assert len({image["src"] for image in html.select(".content img")}) == 1
    for words_told in (
        f"index.md:{line('<sup>6</sup> Power')} This footnote was typed by hand",
        f"index.md:{line('<sup>8</sup> Again')} This footnote was typed by hand",
        f"index.md:{line('One more')} “[^” is left over",
        "The note 7 is referred to nowhere",
        "The file files/x.exe is of a kind",
    ):
        assert any(words_told in each for each in told), (words_told, told)
    back = {link.get_text(): link["href"] for link in article(client, two).select(".content a")}
    assert back == {"Back": f"{top.url}#deeper", "up too far": top.url, "site": top.url}


def test_a_link_to_a_place_outlives_a_move_and_an_editor(tmp_path: Path, client: Client) -> None:
    folder = written(
        tmp_path, {"index.md": "# A\n\n[There](b.md#own)\n", "b.md": "# B\n\n## Own\n"}
    )
    (folder / "docs" / "c.md").write_text("# C\n", "utf-8")
    pages, _ = imported(folder)
    pages["b.md"].move(Page.objects.get(pk=pages["c.md"].pk), "last-child")
    (block,) = [each for each in pages["index.md"].body.raw_data if each["type"] == "rich_text"]
    editor = ContentstateConverter(FEATURES)
    block["value"] = editor.to_database_format(editor.from_database_format(block["value"]))
    pages["index.md"].body = pages["index.md"].body.stream_block.to_python([block])
    pages["index.md"].save_revision().publish()
    (link,) = article(client, pages["index.md"]).select(".content a")
    assert link["href"] == "/texts/c/b/#own"
