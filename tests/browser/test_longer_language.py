"""Public screens in a longer language on the smallest phone: all of it translated, nothing lost."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from playwright.sync_api import Page

from consultation.responses.models import Response
from tests.browser.conftest import OpenBrowser
from tests.browser.overflow import cut_off, overlapping, too_wide
from tests.browser.screens import SCREENS
from tests.factories import IdeaFactory, ThemePageFactory
from tests.languages.pseudo import MARKS, pseudo_language, write_catalogue

pytestmark = pytest.mark.django_db(transaction=True)

_TEXTS = """
() => {
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement
        if (!parent.closest("script, style, textarea")) texts.push(walker.currentNode.data)
    }
    for (const name of ["alt", "aria-label", "title", "placeholder"]) {
        for (const each of document.querySelectorAll(`[${name}]`)) {
            texts.push(each.getAttribute(name))
        }
    }
    return texts
}
"""
# Translated by Wagtail itself.
OF_WAGTAIL = {"Password", "The password you have entered is not correct. Please try again."}
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# Sizes and types of files.
_NAMES = re.compile(r"\b[A-Z]{2,4}\b|\d+(\.\d)?\s(bytes|KB|MB)\b")


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_catalogue(tmp_path_factory.mktemp("pseudo"))


def stored_texts() -> str:
    """Return all texts in the database: what editors wrote, and what respondents sent."""
    found: list[Any] = []
    for model in apps.get_models():
        if model._meta.app_label in ("contenttypes", "sessions", "auth"):
            continue
        found += model._default_manager.values_list()
    words = json.dumps(found, default=str, ensure_ascii=False)
    words = words.replace("\\n", " ").replace("\\", "")
    references = " ".join(each.reference_text for each in Response.objects.all())
    return _squeezed(re.sub("<[^>]*>", " ", html.unescape(words))) + references


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def untranslated(page: Page) -> Iterator[str]:
    """Yield what is shown in plain English, though no one wrote it into the database."""
    stored = stored_texts()
    for text in map(_squeezed, page.evaluate(_TEXTS)):
        # Titles and scales next to each other.
        parts = [text] if text in stored else re.split(r" – |[:,] ?", text)
        plain = [each for each in parts if _LETTERS.search(_NAMES.sub("", each))]
        is_known = MARKS.search(text) or text in OF_WAGTAIL
        if not is_known and any(each not in stored for each in plain):
            yield text


def status_check(page: Page) -> None:
    page.goto("/respond/counted/?reference=AAAAA-AAAAA")


def theme_with_results(page: Page) -> None:
    idea = IdeaFactory()
    blocks = [{"type": "idea_results", "value": {"by_role": True}}]
    page.goto(ThemePageFactory(theme=idea.theme, blocks=blocks).url)


MORE = {screen.__name__: screen for screen in (status_check, theme_with_results)}


@pytest.mark.parametrize("name", [*SCREENS, *MORE])
def test_a_screen_in_a_longer_language(
    open_browser: OpenBrowser, catalogues: Path, name: str
) -> None:
    page = open_browser(320, 640)
    (SCREENS | MORE)[name](page)
    with pseudo_language(catalogues):
        page.reload()
        page.wait_for_load_state()
        assert MARKS.search(page.locator("footer").inner_text())
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true })")
        assert sorted(set(untranslated(page))) == []
        assert too_wide(page) == []
        assert cut_off(page) == []
        assert overlapping(page) == []


def test_what_is_wrong_is_found(open_browser: OpenBrowser) -> None:
    page = open_browser(320, 640)
    page.goto("/there-is-no-such-page/")
    assert "Page not found" in set(untranslated(page))
    page.evaluate(
        """() => {
            const title = document.querySelector("main h1")
            const copy = title.cloneNode(true), box = title.getBoundingClientRect()
            copy.style.cssText = `position: absolute; left: ${box.left}px; top: ${box.top}px`
            copy.style.margin = 0
            document.body.append(copy)
        }"""
    )
    assert overlapping(page) == ["Page not found | Page not found"]
    paragraph = page.locator("main p").first
    paragraph.evaluate("(each) => each.style.cssText = 'overflow: hidden; height: 1em'")
    assert len(cut_off(page)) == 1
