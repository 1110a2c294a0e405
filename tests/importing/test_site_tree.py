"""The tree of pages is the navigation that MkDocs itself has, title by title."""

from pathlib import Path
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files, set_exclusions
from mkdocs.structure.nav import Section, get_navigation
from mkdocs.structure.pages import Page as MkDocsPage

from consultation.importing.sites.services import import_site
from tests.importing.test_site_mkdocs import outline, told, write

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def navigation(folder: Path) -> list[tuple[int, str]]:
    """Return the titles of MkDocs' own navigation; a section’s index page is the section."""
    config = MkDocsConfig(config_file_path=str(folder / "mkdocs.yml"))
    with (folder / "mkdocs.yml").open("rb") as file:
        config.load_file(file)
    config.load_dict({"theme": {"name": None, "custom_dir": str(folder)}, "plugins": []})
    errors, _ = config.validate()
    assert not errors
    files = get_files(config)
    set_exclusions(files, config)
    items = get_navigation(files, config).items
    for file in files.documentation_pages():
        file.page.read_source(config)
        file.page.render(config, files)
    return [(0, config.site_name), *_titles(items, 1)]


def _titles(items: list[Any], depth: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for item in items:
        if isinstance(item, Section):
            found.append((depth, item.title))
            index = next((each for each in item.children if getattr(each, "is_index", False)), None)
            found += _titles([each for each in item.children if each is not index], depth + 1)
        elif isinstance(item, MkDocsPage) and not item.is_homepage:
            found.append((depth, item.title))
    return found


PAGES = {
    "index.md": "# The harbour\n",
    "a/index.md": "# The quay\n",
    "a/depth.md": "# Deep **water**\n",
    "b/index.md": "---\ntitle: The town itself\n---\n# The town\n",
    "b/c/README.md": "# Read me\n",
    "b/c/some-file.md": "No heading.\n",
    "b/c/x_y.md": "title: From the first lines\n\nWords.\n",
    "answers.md": "Words first.\n\n# Tell us\n",
}
NAVS = {
    "nested": "[index.md, Back: [A: [a/index.md, a/depth.md], B: [b/index.md, C: [b/c/README.md,"
    " b/c/some-file.md, b/c/x_y.md]]], answers.md]",
    "flat": "[index.md, answers.md, a/index.md, a/depth.md, b/index.md, b/c/README.md,"
    " b/c/some-file.md, b/c/x_y.md]",
    "home in a section": "[Start: [index.md, answers.md], Rest: [a/depth.md, b/c/some-file.md,"
    " b/c/x_y.md, A: [a/index.md], B: [b/index.md, b/c/README.md]]]",
    "titles": "[Home: index.md, Told: answers.md, Deeper: [Still: [Again: [Last: a/depth.md,"
    " Quay: a/index.md]]], B: [b/index.md], C: [First: b/c/some-file.md, b/c/x_y.md,"
    " b/c/README.md]]",
    "links": "[index.md, Far: 'https://example.org/', A: [a/index.md, a/depth.md, Mail:"
    " 'mailto:a@example.org'], B: [b/index.md, b/c/README.md, b/c/some-file.md, b/c/x_y.md],"
    " answers.md]",
}


@pytest.mark.parametrize("nav", [*NAVS.values(), ""], ids=[*NAVS, "no navigation"])
def test_tree_is_the_navigation_of_mkdocs(tmp_path: Path, nav: str) -> None:
    settings = f"site_name: Harbour plan\n{f'nav: {nav}' if nav else ''}\n"
    folder = write(tmp_path, settings, PAGES)
    result = import_site(folder)
    assert outline(result) == navigation(folder)
    assert {each.path for each in result.pages if not each.path.startswith("section:")} >= {*PAGES}


def test_section_of_several_indexes_has_none_of_its_own(tmp_path: Path) -> None:
    nav = "site_name: S\nnav: [index.md, Group: [a/index.md, b/index.md, a/depth.md]]\n"
    result = import_site(write(tmp_path, nav, {name: PAGES[name] for name in list(PAGES)[:4]}))
    assert outline(result) == [
        (0, "S"),
        (1, "Group"),
        (2, "The quay"),
        (2, "The town itself"),
        (2, "Deep water"),
    ]


def test_page_that_a_navigation_names_twice_is_there_once(tmp_path: Path) -> None:
    nav = "site_name: Twice\nnav: [index.md, One: answers.md, A: [a/index.md, Two: answers.md]]\n"
    files = {name: PAGES[name] for name in ("index.md", "a/index.md", "answers.md")}
    result = import_site(write(tmp_path, nav, files))
    assert outline(result) == [(0, "Twice"), (1, "One"), (1, "A")]
    assert "doubt mkdocs.yml:2 The navigation names answers.md twice." in told(result)


def test_plugins_that_make_a_navigation_are_named(tmp_path: Path) -> None:
    settings = "site_name: Plugins\nplugins: [awesome-pages, literate-nav]\n"
    files = {"index.md": "# I\n", "z/one.md": "# One\n", "a/.pages": "title: A\n"}
    result = import_site(write(tmp_path, settings, files))
    assert outline(result) == [(0, "Plugins"), (1, "Z"), (2, "One")]
    assert "What these do was not done: awesome-pages, literate-nav." in told(result)
