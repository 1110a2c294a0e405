"""Sending several drafts for review at once, with their children; adding a child to a parent."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ideas.models import Area, Idea, Theme
from tests.factories import AreaFactory, IdeaFactory, ThemeFactory, redraft

from .admin import add, address, edit, listed, messages, sign_in, was_refused, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_portal")]


@pytest.fixture
def editor() -> Client:
    return sign_in("Editor")


@pytest.fixture
def drafts() -> list[Any]:
    """Return an area with a theme with three ideas, none of them published."""
    area = AreaFactory(live=False)
    theme = ThemeFactory(area=area, live=False)
    return [area, theme, *IdeaFactory.create_batch(3, theme=theme, live=False)]


def bulk_url(*items: Any) -> str:
    model = type(items[0])
    url = reverse(
        "wagtail_bulk_action", args=["ideas", model._meta.model_name, "submit_for_review"]
    )
    return f"{url}?" + "&".join(f"id={item.pk}" for item in items)


def submit_all(client: Client, *items: Any, below: bool = False) -> HttpResponse:
    """Send chosen things of a list for review, and follow to the list."""
    next_url = address(type(items[0]), "list")
    return client.post(
        f"{bulk_url(*items)}&next={next_url}",
        {"with_all_below": "on"} if below else {},
        follow=True,
    )


def waiting(*items: Any) -> list[bool]:
    return [type(item).objects.get(pk=item.pk).workflow_in_progress for item in items]


@pytest.mark.parametrize("top", [0, 1])
def test_an_area_or_theme_goes_to_review_with_all_below_it(
    editor: Client, drafts: list[Any], top: int
) -> None:
    other = IdeaFactory(live=False)
    response = submit_all(editor, drafts[top], below=True)
    assert waiting(*drafts[top:]) == [True] * (5 - top)
    assert waiting(*drafts[:top], other) == [False] * (top + 1)
    kinds = ["1 area, ", "1 theme and ", "3 ideas"][top:]
    assert f"Sent for review: {''.join(kinds)}." in messages(response)


def test_without_the_tick_only_what_was_chosen_goes(editor: Client, drafts: list[Any]) -> None:
    response = submit_all(editor, drafts[1])
    assert waiting(*drafts) == [False, True, False, False, False]
    assert f"Sent for review: “{drafts[1]}”." in messages(response)


def test_the_screen_asks_about_what_is_below_where_there_is_such(
    editor: Client, drafts: list[Any]
) -> None:
    for item, label in (
        (drafts[0], "Also send all themes and ideas below"),
        (drafts[1], "Also send all ideas below"),
    ):
        assert label in words(editor.get(bulk_url(item)))
    assert "Also send all" not in words(editor.get(bulk_url(*drafts[2:])))


def test_what_needs_no_review_is_left_alone_and_named(editor: Client) -> None:
    published, newer, draft = IdeaFactory(), IdeaFactory(), IdeaFactory(live=False)
    redraft(newer, statement="newer words")
    under_way = IdeaFactory(live=False)
    submit_all(editor, under_way)
    response = submit_all(editor, published, newer, draft, under_way)
    assert waiting(published, newer, draft, under_way) == [False, True, True, True]
    said = messages(response)
    assert f"already in review: “{under_way}”" in said
    assert f"published, without newer changes: “{published}”" in said
    assert "Sent for review: 2 ideas." in said


def test_what_was_sent_back_goes_on_from_there(editor: Client, drafts: list[Any]) -> None:
    idea = drafts[2]
    submit_all(editor, idea)
    idea.refresh_from_db()
    task = idea.current_workflow_task_state
    url = address(Idea, "workflow_action", idea.pk, "reject", task.pk)
    sign_in("Reviewer").post(url, {"comment": "Say which"})
    assert waiting(idea) == [False]
    submit_all(editor, idea)
    assert waiting(idea) == [True]
    assert idea.workflow_states.count() == 1


def test_what_others_locked_stays(editor: Client) -> None:
    idea = IdeaFactory(live=False)
    sign_in("Publisher").post(address(Idea, "lock", idea.pk))
    response = submit_all(editor, idea)
    assert waiting(idea) == [False]
    assert f"locked, or without a review: “{idea}”" in messages(response)


def test_reviewers_are_told(
    editor: Client, drafts: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    reviewer = sign_in("Reviewer")
    user = reviewer.get("/admin/").wsgi_request.user
    user.email = "reviewer@example.org"
    user.save()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        submit_all(editor, *drafts[2:])
    assert [each.to for each in mail.outbox] == [["reviewer@example.org"]] * 3


@pytest.mark.parametrize("role", ["Analyst", None])
def test_who_may_not_change_ideas_sends_none(role: str | None, drafts: list[Any]) -> None:
    client = sign_in(role) if role else Client()
    client.post(bulk_url(drafts[0]), {"with_all_below": "on"})
    assert waiting(*drafts) == [False] * 5


@pytest.mark.parametrize(
    ("factory", "child", "field", "label"),
    [
        (AreaFactory, Theme, "area", "Add a theme to this area"),
        (ThemeFactory, Idea, "theme", "Add an idea to this theme"),
    ],
)
def test_something_new_is_added_below_its_parent(
    editor: Client, factory: Any, child: type, field: str, label: str
) -> None:
    parent = factory(live=False)
    url = f"{address(child, 'add')}?{field}={parent.pk}"
    for screen in (address(type(parent), "list"), address(type(parent), "edit", parent.pk)):
        page = BeautifulSoup(editor.get(screen).content, "html.parser")
        links = {link.get_text(strip=True): link["href"] for link in page.select("a[href]")}
        assert links[label] == url
    chooser = BeautifulSoup(editor.get(url).content, "html.parser")
    assert chooser.select_one(f"input[name={field}]")["value"] == str(parent.pk)


@pytest.mark.parametrize(
    ("factory", "field", "label"),
    [
        (ThemeFactory, "area", "Add another theme to this area"),
        (IdeaFactory, "theme", "Add another idea to this theme"),
    ],
)
def test_a_sibling_is_added(editor: Client, factory: Any, field: str, label: str) -> None:
    item = factory(live=False)
    page = editor.get(address(type(item), "edit", item.pk))
    links = BeautifulSoup(page.content, "html.parser").select("a[href]")
    urls = {link.get_text(strip=True): link["href"] for link in links}
    assert urls[label] == f"{address(type(item), 'add')}?{field}={getattr(item, field).pk}"


@pytest.mark.parametrize("parent", ["", "x", "-1"])
def test_an_address_without_a_parent_leaves_it_open(editor: Client, parent: str) -> None:
    page = BeautifulSoup(
        editor.get(f"{address(Idea, 'add')}?theme={parent}").content, "html.parser"
    )
    assert not page.select_one("input[name=theme]").get("value")


def test_a_reviewer_is_not_led_to_what_they_may_not_add(drafts: list[Any]) -> None:
    page = sign_in("Reviewer").get(address(Area, "edit", drafts[0].pk))
    assert "Add a theme to this area" not in page.content.decode()


def test_the_list_says_what_keeps_a_published_idea_from_readers(editor: Client) -> None:
    idea = IdeaFactory(theme__title="Its theme", theme__area__name="Its area")
    assert "Not shown" not in words(editor.get(address(Idea, "list")))
    idea.theme.area.unpublish()
    assert "Not shown: “Its area” is not published" in words(editor.get(address(Idea, "list")))
    assert "Not shown: “Its area” is not published" in words(editor.get(address(Theme, "list")))
    idea.theme.unpublish()
    assert "Not shown: “Its theme” is not published" in words(editor.get(address(Idea, "list")))


def test_the_list_names_things_as_their_newest_drafts_do(editor: Client) -> None:
    idea = IdeaFactory(lead="", statement="old words")
    edit(editor, idea, statement="new words")
    assert listed(editor, Idea) == ["new words"]


def test_a_new_idea_under_a_draft_is_added_without_further_ado(
    editor: Client, drafts: list[Any]
) -> None:
    idea = add(editor, Idea, theme=drafts[1].pk, statement="one more")
    assert (idea.theme, idea.live) == (drafts[1], False)


def test_strangers_see_no_screen_of_it(drafts: list[Any]) -> None:
    assert Client().get(bulk_url(drafts[0]))["Location"].startswith("/admin/login/")
    assert was_refused(sign_in("Analyst").get(address(Idea, "add")))


def unfinished(idea: Idea) -> Idea:
    """Leave a draft without a statement, as the editor saves it by itself."""
    idea.lead = idea.statement = ""
    idea.save()
    idea.save_revision(clean=False)
    return Idea.objects.get(pk=idea.pk)


def test_unfinished_draft_is_not_sent_and_its_missing_fields_are_listed(editor: Client) -> None:
    idea, complete = IdeaFactory(live=False), IdeaFactory(live=False)
    idea = unfinished(idea)
    response = submit_all(editor, idea, complete)
    assert waiting(idea, complete) == [False, True]
    told = messages(response)
    assert f"“Untitled idea {idea.pk}” was not sent. Complete it first: Statement." in told
    assert all(str(idea) not in message.subject for message in mail.outbox)


@pytest.mark.parametrize("model", [Area, Theme, Idea])
def test_draft_without_words_has_a_name_of_its_own(model: Any) -> None:
    item = model(pk=7)
    assert str(item) == f"Untitled {model._meta.verbose_name} 7"
