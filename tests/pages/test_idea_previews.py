"""What previews tell editors: what is a draft, and what readers are not asked yet."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client, RequestFactory
from wagtail.models import Page

from ideas.models import Area, Idea, Theme
from tests.factories import (
    AreaFactory,
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    ThemePageFactory,
    feedback_form,
    question,
    redraft,
)
from tests.factories.editor import opened
from tests.ideas.admin import address, sign_in

pytestmark = pytest.mark.django_db

DRAFT = "Draft: readers do not see this yet"
NEWER = "Newer draft: readers see the published version"
BLOCKS = ["area_table", "idea_overview", "idea_list"]


def preview(page: Any) -> BeautifulSoup:
    """Return a page or snippet as its preview shows it."""
    response = page.make_preview_request(RequestFactory().get("/"), "").render()
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def marks(html: BeautifulSoup) -> list[str]:
    return [" ".join(mark.get_text().split()) for mark in html.select(".draft-mark")]


def section_with(kind: str) -> Page:
    return SectionPageFactory(
        parent=ConsultationPageFactory(), blocks=[{"type": kind, "value": {"title": "Block"}}]
    )


@pytest.fixture
def idea() -> Idea:
    return IdeaFactory()


@pytest.mark.parametrize("kind", BLOCKS)
@pytest.mark.parametrize(("live", "words"), [(False, DRAFT), (True, NEWER)])
def test_blocks_mark_drafts_in_previews_and_never_in_public(
    client: Client, idea: Idea, kind: str, live: bool, words: str
) -> None:
    page = section_with(kind)
    assert marks(preview(page)) == []
    item = idea.theme if kind == "area_table" else idea
    redraft(item)
    if not live:
        item.unpublish()
        item.refresh_from_db()
        # Unpublishing leaves what is below it without a mark of its own.
        redraft(item)
    assert marks(preview(page)) == [words]
    public = BeautifulSoup(client.get(page.url).content, "html5lib")
    assert marks(public) == []


def test_a_theme_page_marks_its_drafts(client: Client, idea: Idea) -> None:
    page = ThemePageFactory(theme=idea.theme)
    IdeaFactory(theme=idea.theme, live=False)
    assert marks(preview(page)) == [DRAFT]
    assert DRAFT not in client.get(page.url).content.decode()


@pytest.mark.parametrize("kind", ["idea_scoring", "idea_judgement", "idea_picks"])
def test_the_preview_of_a_form_names_what_readers_are_not_asked(idea: Idea, kind: str) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question(kind, "about", scales=[]))])
    assert "Readers are not asked" not in preview(page).get_text()
    hidden = IdeaFactory(statement="Still a draft", theme=idea.theme, live=False)
    below = IdeaFactory(statement="Below a draft", theme__live=False)
    text = preview(page).select_one("#feedback .callout").get_text(" ", strip=True)
    told = text.split("Readers are not asked about these yet")[1]
    assert str(hidden) in told
    assert str(below) in told
    assert str(idea) not in told


def test_the_preview_of_a_form_names_questions_that_find_no_idea() -> None:
    asked = [question("idea_picks", "picks", "Which ones?"), question("short_text", "summary")]
    page = SectionPageFactory(blocks=[feedback_form(*asked)])
    text = preview(page).select_one("#feedback").get_text(" ", strip=True)
    assert "“Which ones?” is not asked, because there are no ideas to ask about." in text
    assert "Readers are not asked" not in text


def test_an_area_or_theme_is_previewed_with_the_newest_words_below_it(idea: Idea) -> None:
    redraft(idea, statement="newest words")
    redraft(idea.theme, title="Newest title")
    assert "newest words" in preview(idea.theme).get_text()
    html = preview(idea.theme.area)
    assert "Newest title" in html.get_text()
    assert marks(html) == [NEWER]


@pytest.mark.parametrize("model", [Area, Theme, Idea])
def test_something_new_is_previewed_before_it_is_saved(model: type) -> None:
    editor = sign_in("Editor")
    _, form = opened(editor, address(model, "add"))
    area, theme = AreaFactory(), ThemeFactory()
    form.update({"name": "Typed", "title": "Typed", "short_title": "T", "statement": "Typed"})
    form["idea_set"] = str(area.idea_set_id)
    form.update({"area": str(area.pk)} if model is Theme else {"theme": str(theme.pk)})
    url = address(model, "preview_on_add")
    assert editor.post(url, form).json()["is_valid"]
    shown = editor.get(f"{url}?in_preview_panel=true&mode=")
    assert shown.status_code == 200
    html = BeautifulSoup(shown.content, "html5lib")
    assert "Typed" in html.get_text()
