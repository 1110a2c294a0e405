"""The list of what waits for review: what, for which consultation, since when, who can decide."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, TaskState

from consultation.workflow.review.pending_reviews import waiting_for
from ideas.models import Idea
from tests.factories import (
    AreaFactory,
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    ThemePageFactory,
    redraft,
)
from tests.ideas.admin import address, was_refused
from tests.ideas.admin import words as screen_words
from tests.responses.actions import table
from tests.review.actions import (
    browser_of,
    decide,
    edit_url,
    fresh,
    named_user,
    submit,
    words_field,
)

pytestmark = pytest.mark.django_db

URL = "/admin/review/waiting/"


def send(user: Any, item: Any, words: str = "New words") -> Any:
    """Send a change for review without the editor, which is slow."""
    redraft(item, **{words_field(item): words})
    item = fresh(item)
    Revision.objects.filter(pk=item.latest_revision_id).update(user=user)
    item.get_workflow().start(item, user)
    return item


def rows(user: Any, query: str = "") -> list[dict[str, str]]:
    return table(browser_of(user).get(URL + query))


def titles(user: Any, query: str = "") -> set[str]:
    soup = BeautifulSoup(browser_of(user).get(URL + query).content, "html.parser")
    return {link.get_text() for link in soup.select("td.title a")}


def test_it_tells_what_waits(editor: Any, reviewer: Any, publisher: Any) -> None:
    consultation = ConsultationPageFactory(title="A plan")
    page = SectionPageFactory(parent=consultation)
    send(editor, page, "Reworded")
    TaskState.objects.update(started_at=timezone.now() - timedelta(days=3, hours=2))
    (row,) = rows(reviewer)
    assert row["Title"] == f"Reworded Section, page {page.pk}"
    assert row["Consultation"] == "A plan"
    assert row["Step"] == "Content review"
    assert row["Waiting for"].replace("\xa0", " ") == "3 days, 2 hours"
    assert row["Sent by"] == "Anna"
    html = browser_of(reviewer).get(URL).content.decode()
    assert f'href="{edit_url(page)}"' in html
    compare = reverse(
        "wagtailadmin_pages:revisions_compare",
        args=[page.pk, "live", fresh(page).latest_revision_id],
    )
    assert compare in html
    assert browser_of(reviewer).get(compare).status_code == 200


def test_ideas_belong_to_the_consultations_that_have_a_page_for_their_theme(
    editor: Any, reviewer: Any
) -> None:
    first, second = ConsultationPageFactory(title="First"), ConsultationPageFactory(title="Second")
    theme = ThemeFactory()
    for consultation in (first, second):
        ThemePageFactory(parent=consultation, theme=theme)
    send(editor, theme.area, "Of both by its theme")
    send(editor, theme)
    idea = IdeaFactory(theme=theme)
    send(editor, idea, "of both")
    other = IdeaFactory()
    send(editor, other, "of none")
    shown = {row["Title"]: row["Consultation"] for row in rows(reviewer)}
    assert shown["Of both by its theme Area"] == "First, Second"
    assert shown[f"{theme.title} Theme"] == "First, Second"
    assert shown["Share of both Idea"] == "First, Second"
    assert shown["Share of none Idea"] == "None"
    html = browser_of(reviewer).get(URL).content.decode()
    assert address(Idea, "edit", idea.pk) in html
    assert titles(reviewer, f"?consultation={first.pk}") == {
        "Of both by its theme",
        theme.title,
        "Share of both",
    }


def test_it_can_be_narrowed_down(editor: Any, reviewer: Any, publisher: Any) -> None:
    plan, other = ConsultationPageFactory(title="Plan"), ConsultationPageFactory(title="Other")
    send(editor, SectionPageFactory(parent=plan), "In the plan")
    signed = send(editor, SectionPageFactory(parent=other), "For sign-off")
    decide(reviewer, signed)
    send(publisher, SectionPageFactory(parent=other), "By Paul")
    sign_off = fresh(signed).current_workflow_task
    assert titles(publisher) == {"In the plan", "For sign-off", "By Paul"}
    assert titles(publisher, f"?consultation={plan.pk}") == {"In the plan"}
    assert titles(publisher, f"?task={sign_off.pk}") == {"For sign-off"}
    assert titles(publisher, "?mine=yes") == {"In the plan", "For sign-off"}
    assert titles(reviewer, "?mine=yes") == {"In the plan", "By Paul"}
    told = screen_words(
        browser_of(publisher).get(f"{URL}?consultation={plan.pk}&task={sign_off.pk}")
    )
    assert "No items match." in told


def test_it_says_who_can_decide_and_why_one_cannot(
    editor: Any, reviewer: Any, publisher: Any, other_publisher: Any
) -> None:
    send(publisher, SectionPageFactory(), "By Paul")
    part = {user.first_name: rows(user)[0]["Action"] for user in (editor, reviewer, publisher)}
    assert part["Rita"].startswith("Decide")
    assert "Paul can decide" not in part["Anna"]
    assert "Petra and Rita can decide." in part["Anna"]
    assert "You changed this yourself" in part["Paul"]
    assert "These people can: Petra and Rita." in part["Paul"]


def test_it_says_where_no_one_can_decide(editor: Any, publisher: Any) -> None:
    send(publisher, SectionPageFactory(), "No one's")
    for user in (editor, publisher):
        part = rows(user)[0]["Action"]
        assert "No one can decide at “Content review”" in part
        assert "Ask an administrator to add someone." in part


def test_nothing_waits(reviewer: Any) -> None:
    assert "Nothing is in review." in screen_words(browser_of(reviewer).get(URL))


def test_what_was_decided_waits_no_longer(editor: Any, reviewer: Any, publisher: Any) -> None:
    page = send(editor, SectionPageFactory())
    other = send(editor, SectionPageFactory())
    decide(reviewer, page)
    decide(publisher, page)
    decide(reviewer, other, "reject", "No")
    assert rows(reviewer) == []


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("Editor", True),
        ("Reviewer", True),
        ("Publisher", True),
        ("Administrator", True),
        ("superuser", True),
        ("Analyst", False),
        (None, False),
    ],
)
def test_who_may_see_it(role: str | None, may: bool) -> None:
    user = named_user(role, "Someone") if role else named_user("Editor", "Someone")
    if role is None:
        user.groups.clear()
    response = browser_of(user).get(URL)
    assert (response.status_code == 200) is may
    menu = browser_of(user).get("/admin/")
    assert (b"In review" in menu.content) is may
    if not may:
        assert was_refused(response) or "/login/" in response["Location"]


def test_members_of_a_group_that_decides_see_what_waits_for_them(editor: Any) -> None:
    page = send(editor, SectionPageFactory(), "For the lawyers")
    legal = Group.objects.create(name="Legal")
    fresh(page).current_workflow_task.groups.add(legal)
    lawyer = named_user("Analyst", "Lara")
    lawyer.groups.add(legal)
    send(editor, IdeaFactory(), "for the lawyers, too")
    assert len(rows(lawyer)) == 2
    assert all(row["Action"].startswith("Decide") for row in rows(lawyer))


def test_the_menu_shows_how_much_waits(editor: Any, reviewer: Any) -> None:
    browser = browser_of(reviewer)
    assert b"In review (" not in browser.get("/admin/").content
    send(editor, SectionPageFactory())
    send(editor, IdeaFactory())
    assert b"In review (2)" in browser.get("/admin/").content


def test_what_waits_for_one_person(editor: Any, reviewer: Any, publisher: Any) -> None:
    oldest = send(editor, SectionPageFactory(), "Oldest")
    send(reviewer, IdeaFactory(), "by Rita")
    send(editor, AreaFactory(), "Newest")
    found = waiting_for(reviewer)
    assert [(each.title, each.state.task.name) for each in found] == [
        ("Oldest", "Content review"),
        ("Newest", "Content review"),
    ]
    assert found[0].item == oldest.page_ptr
    assert len(waiting_for(publisher)) == 3
    assert waiting_for(editor) == []


def make_waiting(number: int, editor: Any, publisher: Any) -> None:
    for _ in range(number):
        send(editor, SectionPageFactory())
        send(publisher, IdeaFactory())
        theme_page = ThemePageFactory()
        send(editor, theme_page.theme)
        send(publisher, theme_page.theme.area)


def _number_of_queries(ask: Callable[[], Any]) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def test_the_queries_do_not_grow(editor: Any, publisher: Any, reviewer: Any) -> None:
    browser = browser_of(publisher)
    asks: tuple[Callable[[], Any], ...] = (
        lambda: browser.get(URL),
        lambda: browser.get(f"{URL}?mine=yes"),
        lambda: waiting_for(type(publisher).objects.get(pk=publisher.pk)),
    )
    make_waiting(1, editor, publisher)
    for ask in asks:
        ask()
    few = [_number_of_queries(ask) for ask in asks]
    make_waiting(9, editor, publisher)
    assert [_number_of_queries(ask) for ask in asks] == few


def test_submitting_in_the_editor_puts_it_on_the_list(editor: Any, reviewer: Any) -> None:
    page = SectionPageFactory()
    submit(editor, page, "From the editor")
    assert titles(reviewer) == {"From the editor"}
