"""Sites are read by the rules of MkDocs, with the settings and extensions that they bring."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from consultation.importing.sites.services import SiteImport, import_site
from tests.importing.publication import import_published

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def write(folder: Path, settings: str, files: dict[str, str]) -> Path:
    (folder / "mkdocs.yml").write_text(settings, "utf-8")
    (folder / "docs").mkdir(exist_ok=True)
    for path, text in files.items():
        file = folder / (path.removeprefix("../") if path.startswith("../") else f"docs/{path}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def told(result: SiteImport) -> str:
    return "\n".join(f"{each.weight} {each.place} {each.text}" for each in result.report.remarks)


def outline(result: SiteImport) -> list[tuple[int, str]]:
    """Return the titles of all pages in reading order, each with its depth."""
    root = result.consultation
    pages = root.get_descendants(inclusive=True)
    return [(page.depth - root.depth, page.title) for page in pages]


def shown(client: Client, result: SiteImport) -> dict[str, BeautifulSoup]:
    """Return every page by its path, as readers see it."""
    found = {}
    for each in result.pages:
        html = BeautifulSoup(client.get(each.url).content, "html.parser").select_one(".content")
        assert html is not None, each.path
        found[each.path] = html
    return found


NAV = """
site_name: Harbour plan
nav:
  - Home: index.md
  - Background:
    - Part A, the quay:
      - Overview: a/index.md
      - Depth of water: a/depth.md
    - Part B, the town:
      - b/index.md
  - Answers: answers.md
"""
PAGES = {
    "index.md": "# The harbour\n",
    "a/index.md": "# The quay\n",
    "a/depth.md": "# Deep\n",
    "b/index.md": "# The town\n",
    "answers.md": "# Tell us\n",
}


def test_section_without_a_page_keeps_the_index_of_its_first_part(tmp_path: Path) -> None:
    result = import_site(write(tmp_path, NAV, PAGES))
    assert outline(result) == [
        (0, "Harbour plan"),
        (1, "Background"),
        (2, "Part A, the quay"),
        (3, "Depth of water"),
        (2, "Part B, the town"),
        (1, "Answers"),
    ]
    assert [each.path for each in result.pages] == [
        "index.md",
        "section:Background",
        "a/index.md",
        "a/depth.md",
        "b/index.md",
        "answers.md",
    ]
    assert not [each for each in result.report.remarks if each.weight == "loss"]


def test_site_without_a_navigation_has_the_tree_of_its_folders(tmp_path: Path) -> None:
    files = {
        "index.md": "Words.\n",
        "zebra.md": "Words.\n",
        "some-part/index.md": "# The part itself\n",
        "some-part/one.md": "Words.\n",
        "some-part/README.md": "# Not shown\n",
        "other_part/deep/two.md": "# Two\n",
        "templates/x.md": "# Excluded\n",
    }
    result = import_site(write(tmp_path, "site_name: By folders\n", files))
    assert outline(result) == [
        (0, "By folders"),
        (1, "Zebra"),
        (1, "Other part"),
        (2, "Deep"),
        (3, "Two"),
        (1, "Some part"),
        (2, "One"),
    ]
    assert "some-part/README.md" in told(result)
    assert "templates/x.md The site’s settings exclude this page" in told(result)


def test_page_is_called_by_nav_or_front_matter_or_its_first_heading(tmp_path: Path) -> None:
    nav = "site_name: Titles\nnav: [index.md, Told: a.md, b.md, c.md, d.md, e_file.md]\n"
    files = {
        "index.md": "title: Harbour plan\ndescription: What we want.\n\n# The harbour\n",
        "a.md": "---\ntitle: Not this\n---\n# Nor this\n",
        "b.md": "---\ntitle: From the front\n---\n# Nor this\n",
        "c.md": "# A **bold** heading\n",
        "d.md": "Words first.\n\n# Then a heading\n",
        "e_file.md": "Words.\n",
    }
    result = import_site(write(tmp_path, nav, files))
    assert [title for _, title in outline(result)] == [
        "Titles", "Told", "From the front", "A bold heading", "D", "E file",
    ]  # fmt: skip
    root = result.consultation.get_latest_revision_as_object()
    assert root.summary == "What we want."
    assert "title: Harbour" not in str(root.body)


def test_pages_that_no_navigation_names_stand_at_the_end_of_their_section(tmp_path: Path) -> None:
    nav = (
        "site_name: Left\nnav: [index.md, Part: [part/index.md, part/a.md], Again: part/a.md,"
        " Gone: gone.md, Far: 'https://example.org/']\nnot_in_nav: /hidden.md\n"
        "exclude_docs: /no.md\n"
    )
    names = ("index", "part/index", "part/a", "part/b", "new/index", "new/c", "hidden", "no")
    result = import_site(write(tmp_path, nav, {f"{name}.md": f"# {name}\n" for name in names}))
    assert outline(result) == [
        (0, "Left"),
        (1, "Part"),
        (2, "part/a"),
        (2, "part/b"),
        (1, "hidden"),
        (1, "new/index"),
        (2, "new/c"),
    ]
    report = told(result)
    assert report.count("This page is not in the navigation") == 3
    for words in ("names part/a.md twice", "names gone.md", "names https://example.org/"):
        assert words in report
    assert "hidden.md This page" not in report


EXTENSIONS = """
site_name: Marks
markdown_extensions:
  - attr_list
  - admonition
  - toc:
      permalink: true
      slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
  - pymdownx.highlight:
      anchor_linenums: true
      linenums: true
  - pymdownx.tasklist: {custom_checkbox: true}
  - pymdownx.snippets:
      base_path: [docs, parts]
      auto_append: [terms.md]
      url_download: true
  - mdx_unknown
plugins: [search, macros, {redirects: {redirect_maps: {}}}]
hooks: [hook.py]
"""
MARKS = """# Marks

## Größe und Höhe

``` py title="tide.py" linenums="1" hl_lines="2"
high = 4.2
print(high)
```

!!! note "A box"

    Boxed words.

??? note "Not asked for"

- [x] Done

--8<-- "piece.md"
--8<-- "parts.md:some"
--8<-- "../../outside.md"
--8<-- "https://example.org/x.md"

The ==words== of the ~~site~~.
"""


def test_markdown_is_read_with_the_extensions_and_options_of_the_site(
    tmp_path: Path, client: Client
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "outside.md").write_text("SECRET", "utf-8")
    files = {
        "index.md": MARKS,
        "../parts/piece.md": "A piece from **nearby**.\n",
        "../parts/parts.md": "not\n--8<-- [start:some]\nA part of it\n--8<-- [end:some]\nnor\n",
        "terms.md": "*[words]: what people say\n",
    }
    result = import_published(write(folder, EXTENSIONS, files))
    html = shown(client, result)["index.md"]
    code = html.select_one("pre")
    assert code is not None and code.get_text() == "high = 4.2\nprint(high)"
    assert not html.select("table")
    heading = html.find(id="größe-und-höhe")
    assert heading is not None and heading.get_text(strip=True) == "Größe und Höhe"
    text = " ".join(html.get_text(" ").split())
    for words in ("tide.py", "Boxed words.", "A piece from nearby", "A part of it", "==words=="):
        assert words in text, words
    assert "!!! note" not in text and "??? note" in text
    report = told(result)
    for words in (
        "The site uses mdx_unknown, which is not known here",
        "What these do was not done: macros, hooks.",
        "The piece ../../outside.md is not in the folder",
        "The piece https://example.org/x.md is not in the folder",
    ):
        assert words in report, words
    assert "SECRET" not in client.get(result.pages[0].url).content.decode()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("nav:\n  - A: a.md\n    B: b.md\n", "The setting nav was not read"),
        ("nav: {A: a.md}\n", "The setting nav was not read"),
        ("site_url: 'http://[::1'\n", "The setting site_url was not read"),
        ("exclude_docs: [a, b]\n", "The setting exclude_docs was not read"),
        ("exclude_docs: '*a*a*a*a*a*a'\n", "too many wildcards"),
        ("markdown_extensions: {toc: {toc_depth: {}}}\n", "The options of toc are wrong"),
        ("INHERIT: ../../other.yml\n", "../../other.yml This settings file is not in the folder"),
    ],
)
def test_wrong_setting_is_named_and_the_rest_is_read(
    tmp_path: Path, settings: str, words: str
) -> None:
    files = {f"{name}.md": f"# {name}\n" for name in ("index", "a", "b")}
    result = import_site(write(tmp_path, f"site_name: Wrong\n{settings}", files), dry_run=True)
    assert words in told(result)
    assert {each.path for each in result.pages} == {"index.md", "a.md", "b.md"}


def test_settings_inherit_from_a_file_of_the_folder(tmp_path: Path) -> None:
    files = {"../base.yml": "site_name: Inherited\nnav: [index.md, Named: a.md]\n"}
    files |= {"index.md": "# I\n", "a.md": "# A\n"}
    result = import_site(write(tmp_path, "INHERIT: base.yml\n", files), dry_run=True)
    assert [each.title for each in result.pages] == ["Inherited", "Named"]


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 5000 + "Words",
        "<ul><li>" * 3000 + "Words",
        "> " * 3000 + "Words",
        "".join(f"{'  ' * depth}- Words\n" for depth in range(600)),
        "[" * 20_000,
        "*" * 20_000,
        "![](" * 5000,
        "`" * 20_001,
        "<b" * 20_000,
    ],
)
def test_file_of_a_hostile_page_is_named_in_bounded_time(tmp_path: Path, text: str) -> None:
    files = {"index.md": "# I\n\nHello.\n", "bad.md": f"# Bad\n\n{text}\n"}
    result = import_site(write(tmp_path, "site_name: Deep\n", files))
    assert [each.path for each in result.pages] == ["index.md", "bad.md"]


def test_redirects_of_the_site_come_along(tmp_path: Path, client: Client) -> None:
    settings = (
        "site_name: Moved\nplugins:\n  - redirects:\n      redirect_maps:\n"
        "        old/page.md: new.md#place\n        gone.md: https://example.org/\n"
        "        lost.md: nowhere.md\n"
    )
    files = {"index.md": "# I\n", "new.md": "# New\n"}
    result = import_published(write(tmp_path, settings, files))
    for address in ("/old/page/", "/old/page.html"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, "/moved/new/"), address
    assert client.get("/gone/")["Location"] == "https://example.org/"
    assert "The old address lost leads to nowhere.md: there is none" in told(result)


def test_new_page_after_one_that_moved_is_where_the_navigation_has_it(tmp_path: Path) -> None:
    files = {f"{name}.md": f"# {name}\n" for name in ("index", "a/index", "a/x", "b")}
    nav = "site_name: Moved\nnav: [index.md, A: [a/index.md{}], {}b.md]\n"
    import_site(write(tmp_path, nav.format(", a/x.md", ""), files))
    moved = {**files, "new.md": "# new\n"}
    result = import_site(write(tmp_path, nav.format("", "a/x.md, new.md, "), moved))
    # Pages that the source moves stay where they are.
    assert outline(result) == [(0, "Moved"), (1, "A"), (2, "a/x"), (1, "new"), (1, "b")]


def test_names_and_titles_of_any_length_come_in(tmp_path: Path) -> None:
    long = "/".join(["d" * 100] * 5)
    files = {
        f"{'n' * 240}.md": "# Long\n",
        f"{long}/x.md": "# Deep\n",
        "a b.md": "A",
        "a-b.md": "B",
    }
    files |= {"index.md": f"# {'w' * 400}\n"}
    result = import_site(write(tmp_path, "site_name: Long\n", files))
    assert len(result.pages) == 4
    assert "This path is too long" in told(result)
    again = import_site(tmp_path)
    assert {each.action for each in again.pages} == {"unchanged"}


def test_heading_of_any_length_keeps_its_anchor_and_its_words(
    tmp_path: Path, client: Client
) -> None:
    long = "word " * 60
    files = {"index.md": f"# I\n\n[There](#far)\n\n## {long}{{#far}}\n\nText.\n"}
    settings = "site_name: Long\nmarkdown_extensions: [attr_list]\n"
    result = import_published(write(tmp_path, settings, files))
    html = shown(client, result)["index.md"]
    heading = html.find(id="far")
    assert heading is not None and heading.name == "h2"
    assert long.strip() in " ".join(html.get_text(" ").split())
    link = html.find("a", string="There")
    assert link is not None and link["href"] == "#far"
