"""Areas, themes and ideas in the admin: written by editors, found, put in order, previewed."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from time_machine import travel

from ideas.models import Area, Idea, Theme
from tests.factories import (
    AreaFactory,
    IdeaFactory,
    ThemeFactory,
    ThemePageFactory,
    reword,
    the_set,
)
from tests.factories.editor import opened

from .admin import add, address, draft_of, edit, errors, listed, sign_in, submit, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    return sign_in("Editor")


@pytest.fixture
def publisher() -> Client:
    return sign_in("Publisher")


def test_an_editor_adds_an_area_a_theme_and_an_idea_as_drafts_with_codes(editor: Client) -> None:
    area = add(
        editor,
        Area,
        idea_set=the_set().pk,
        name="Data as a resource",
        colour="plum",
        summary="All of it.",
    )
    theme = add(editor, Theme, area=area.pk, title="Sharing in full", short_title="Sharing")
    idea = add(editor, Idea, theme=theme.pk, lead="Share", statement="what works")
    assert [item.code for item in (area, theme, idea)] == [
        "data-as-a-resource",
        "sharing",
        "share-what-works",
    ]
    assert not any(item.live for item in (area, theme, idea))
    assert idea.theme.area.colour == "plum"


def test_a_second_of_the_same_words_gets_a_code_of_its_own(editor: Client) -> None:
    first = IdeaFactory(lead="Share", statement="what works")
    second = add(editor, Idea, theme=first.theme_id, lead="Share", statement="what works")
    assert (first.code, second.code) == ("share-what-works", "share-what-works-2")


def test_a_copy_gets_a_code_of_its_own(editor: Client) -> None:
    idea = IdeaFactory(lead="Share", statement="what works")
    response = submit(editor, address(Idea, "copy", idea.pk))
    assert response.status_code == 302, errors(response)
    assert Idea.objects.latest("pk").code == "share-what-works-2"


def test_other_words_keep_the_code(editor: Client) -> None:
    idea = IdeaFactory(lead="Share", statement="what works")
    assert edit(editor, idea, statement="what fails").status_code == 302
    idea.refresh_from_db()
    draft = draft_of(idea)
    assert (idea.wording, draft.wording) == ("Share what works", "Share what fails")
    assert idea.code == draft.code == "share-what-works"


@pytest.mark.parametrize("note", ["", "  "])
def test_an_idea_is_not_dropped_without_a_word(editor: Client, note: str) -> None:
    idea = IdeaFactory()
    response = edit(editor, idea, status="dropped", public_note=note)
    (field,) = errors(response)
    assert "public_note" in field
    assert "Enter why the idea was dropped" in errors(response)[field]
    assert edit(editor, idea, status="dropped", public_note="Too dear").status_code == 302
    assert draft_of(idea).public_note == "Too dear"


def test_an_editor_has_no_button_to_publish_and_cannot_without_one(editor: Client) -> None:
    idea = IdeaFactory(live=False)
    assert b"action-publish" not in editor.get(address(Idea, "edit", idea.pk)).content
    edit(editor, idea, "action-publish")
    idea.refresh_from_db()
    assert not idea.live


def test_a_reworded_idea_can_be_compared_in_its_history(editor: Client) -> None:
    theme = ThemeFactory()
    idea = add(editor, Idea, theme=theme.pk, statement="Share what works")
    edit(editor, idea, statement="Share what fails")
    first, second = idea.revisions.order_by("pk")
    history = editor.get(address(Idea, "history", idea.pk)).content.decode()
    compare = address(Idea, "revisions_compare", idea.pk, first.pk, second.pk)
    assert f"/revisions/compare/{first.pk}..." in history
    page = editor.get(compare)
    assert "works" in words(page)
    assert '<span class="deletion">works</span>' in page.content.decode()
    assert '<span class="addition">fails</span>' in page.content.decode()


def test_a_locked_idea_is_not_changed_by_others(editor: Client, publisher: Client) -> None:
    idea = IdeaFactory(statement="what works")
    publisher.post(address(Idea, "lock", idea.pk))
    idea.refresh_from_db()
    assert idea.locked
    _, form = opened(publisher, address(Idea, "add"))
    form.update({"theme": str(idea.theme_id), "statement": "other words"})
    editor.post(address(Idea, "edit", idea.pk), form)
    assert draft_of(idea).statement == "what works"
    publisher.post(address(Idea, "unlock", idea.pk))
    edit(editor, idea, statement="other words")
    assert draft_of(idea).statement == "other words"


def test_an_idea_is_published_and_retired_at_its_time(publisher: Client) -> None:
    idea = IdeaFactory(live=False)
    now = timezone.localtime()
    times = {
        "go_live_at": f"{now + timedelta(days=1):%Y-%m-%d %H:%M}",
        "expire_at": f"{now + timedelta(days=3):%Y-%m-%d %H:%M}",
    }
    assert edit(publisher, idea, "action-publish", **times).status_code == 302
    for days, live in ((0, False), (2, True), (4, False)):
        with travel(now + timedelta(days=days)):
            call_command("publish_scheduled")
        idea.refresh_from_db()
        assert idea.live is live, days


@pytest.mark.parametrize(
    ("factory", "field"),
    [
        (AreaFactory, "name"),
        (ThemeFactory, "title"),
        (ThemeFactory, "short_title"),
        (IdeaFactory, "statement"),
        (IdeaFactory, "lead"),
    ],
)
def test_search_finds_by_words(editor: Client, factory: type, field: str) -> None:
    wanted = factory(**{field: "Lighthouse"})
    factory(**{field: "Harbour"})
    assert listed(editor, type(wanted), "?q=lighthouse") == [str(wanted)]


def test_ideas_are_narrowed_down_by_area_theme_and_status(editor: Client) -> None:
    ideas = [IdeaFactory(lead="", statement=f"Idea {number}") for number in range(3)]
    reword(ideas[2], status="testing")
    names = [str(idea) for idea in ideas]
    assert listed(editor, Idea) == names
    assert listed(editor, Idea, f"?theme={ideas[1].theme_id}") == names[1:2]
    assert listed(editor, Idea, f"?theme__area={ideas[0].theme.area_id}") == names[:1]
    assert listed(editor, Idea, "?status=testing") == names[2:]
    assert listed(editor, Idea, f"?q=idea&theme={ideas[1].theme_id}") == names[1:2]
    assert listed(editor, Theme, f"?area={ideas[1].theme.area_id}") == [str(ideas[1].theme)]


@pytest.mark.parametrize("factory", [AreaFactory, ThemeFactory, IdeaFactory])
def test_the_preview_shows_what_was_typed(editor: Client, factory: type) -> None:
    item = factory()
    url = address(type(item), "preview_on_edit", item.pk)
    _, form = opened(editor, address(type(item), "edit", item.pk))
    form.update(dict.fromkeys(["name", "title", "statement"], "words just typed"))
    assert editor.post(url, form).json()["is_valid"]
    shown = editor.get(url + "?in_preview_panel=true&mode=")
    assert "words just typed" in words(shown)


def test_the_usage_of_a_theme_names_its_page_and_its_ideas(editor: Client) -> None:
    page = ThemePageFactory(title="Page about it")
    idea = IdeaFactory(theme=page.theme)
    usage = words(editor.get(address(Theme, "usage", page.theme_id)))
    assert "Page about it" in usage
    assert str(idea) in usage
