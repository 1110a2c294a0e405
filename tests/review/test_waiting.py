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
from tests.responses.acting import table
from tests.review.acting import browser_of, decide, edit_url, fresh, somebody, submit, words_field

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


def test_it_tells_what_waits(anna: Any, rita: Any, paul: Any) -> None:
    consultation = ConsultationPageFactory(title="A plan")
    page = SectionPageFactory(parent=consultation)
    send(anna, page, "Reworded")
    TaskState.objects.update(started_at=timezone.now() - timedelta(days=3, hours=2))
    (row,) = rows(rita)
    assert row["What"] == f"Reworded Section, page {page.pk}"
    assert row["Consultation"] == "A plan"
    assert row["Step"] == "Content review"
    assert row["Waiting for"].replace("\xa0", " ") == "3 days, 2 hours"
    assert row["Sent by"] == "Anna"
    html = browser_of(rita).get(URL).content.decode()
    assert f'href="{edit_url(page)}"' in html
    compare = reverse(
        "wagtailadmin_pages:revisions_compare",
        args=[page.pk, "live", fresh(page).latest_revision_id],
    )
    assert compare in html
    assert browser_of(rita).get(compare).status_code == 200


def test_ideas_belong_to_the_consultations_that_have_a_page_for_their_theme(
    anna: Any, rita: Any
) -> None:
    first, second = ConsultationPageFactory(title="First"), ConsultationPageFactory(title="Second")
    theme = ThemeFactory()
    for consultation in (first, second):
        ThemePageFactory(parent=consultation, theme=theme)
    send(anna, theme.area, "Of both by its theme")
    send(anna, theme)
    idea = IdeaFactory(theme=theme)
    send(anna, idea, "of both")
    other = IdeaFactory()
    send(anna, other, "of none")
    shown = {row["What"]: row["Consultation"] for row in rows(rita)}
    assert shown["Of both by its theme Area"] == "First, Second"
    assert shown[f"{theme.title} Theme"] == "First, Second"
    assert shown["Share of both Idea"] == "First, Second"
    assert shown["Share of none Idea"] == "None"
    html = browser_of(rita).get(URL).content.decode()
    assert address(Idea, "edit", idea.pk) in html
    assert titles(rita, f"?consultation={first.pk}") == {
        "Of both by its theme",
        theme.title,
        "Share of both",
    }


def test_it_can_be_narrowed_down(anna: Any, rita: Any, paul: Any) -> None:
    plan, other = ConsultationPageFactory(title="Plan"), ConsultationPageFactory(title="Other")
    send(anna, SectionPageFactory(parent=plan), "In the plan")
    signed = send(anna, SectionPageFactory(parent=other), "For sign-off")
    decide(rita, signed)
    send(paul, SectionPageFactory(parent=other), "By Paul")
    sign_off = fresh(signed).current_workflow_task
    assert titles(paul) == {"In the plan", "For sign-off", "By Paul"}
    assert titles(paul, f"?consultation={plan.pk}") == {"In the plan"}
    assert titles(paul, f"?task={sign_off.pk}") == {"For sign-off"}
    assert titles(paul, "?mine=yes") == {"In the plan", "For sign-off"}
    assert titles(rita, "?mine=yes") == {"In the plan", "By Paul"}
    told = screen_words(browser_of(paul).get(f"{URL}?consultation={plan.pk}&task={sign_off.pk}"))
    assert "Nothing that waits matches." in told


def test_it_says_who_can_decide_and_why_one_cannot(
    anna: Any, rita: Any, paul: Any, petra: Any
) -> None:
    send(paul, SectionPageFactory(), "By Paul")
    part = {user.first_name: rows(user)[0]["Your part"] for user in (anna, rita, paul)}
    assert part["Rita"].startswith("Decide")
    assert "To decide: Paul" not in part["Anna"]
    assert "To decide: Petra and Rita." in part["Anna"]
    assert "You changed this yourself" in part["Paul"]
    assert "These can: Petra and Rita." in part["Paul"]


def test_it_says_where_nobody_can_decide(anna: Any, paul: Any) -> None:
    send(paul, SectionPageFactory(), "Nobody's")
    for user in (anna, paul):
        part = rows(user)[0]["Your part"]
        assert "Nobody can decide on “Nobody's” at “Content review” at present" in part
        assert "Ask an administrator to add somebody." in part


def test_nothing_waits(rita: Any) -> None:
    assert "Nothing waits for review." in screen_words(browser_of(rita).get(URL))


def test_what_was_decided_waits_no_longer(anna: Any, rita: Any, paul: Any) -> None:
    page = send(anna, SectionPageFactory())
    other = send(anna, SectionPageFactory())
    decide(rita, page)
    decide(paul, page)
    decide(rita, other, "reject", "No")
    assert rows(rita) == []


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
    user = somebody(role, "Someone") if role else somebody("Editor", "Someone")
    if role is None:
        user.groups.clear()
    response = browser_of(user).get(URL)
    assert (response.status_code == 200) is may
    menu = browser_of(user).get("/admin/")
    assert (b"In review" in menu.content) is may
    if not may:
        assert was_refused(response) or "/login/" in response["Location"]


def test_members_of_a_group_that_decides_see_what_waits_for_them(anna: Any) -> None:
    page = send(anna, SectionPageFactory(), "For the lawyers")
    legal = Group.objects.create(name="Legal")
    fresh(page).current_workflow_task.groups.add(legal)
    lawyer = somebody("Analyst", "Lara")
    lawyer.groups.add(legal)
    send(anna, IdeaFactory(), "for the lawyers, too")
    assert len(rows(lawyer)) == 2
    assert all(row["Your part"].startswith("Decide") for row in rows(lawyer))


def test_the_menu_shows_how_much_waits(anna: Any, rita: Any) -> None:
    browser = browser_of(rita)
    assert b"In review (" not in browser.get("/admin/").content
    send(anna, SectionPageFactory())
    send(anna, IdeaFactory())
    assert b"In review (2)" in browser.get("/admin/").content


def test_what_waits_for_one_person(anna: Any, rita: Any, paul: Any) -> None:
    oldest = send(anna, SectionPageFactory(), "Oldest")
    send(rita, IdeaFactory(), "by Rita")
    send(anna, AreaFactory(), "Newest")
    found = waiting_for(rita)
    assert [(each.title, each.step) for each in found] == [
        ("Oldest", "Content review"),
        ("Newest", "Content review"),
    ]
    assert found[0].item == oldest.page_ptr
    assert len(waiting_for(paul)) == 3
    assert waiting_for(anna) == []


def make_waiting(number: int, anna: Any, paul: Any) -> None:
    for _ in range(number):
        send(anna, SectionPageFactory())
        send(paul, IdeaFactory())
        theme_page = ThemePageFactory()
        send(anna, theme_page.theme)
        send(paul, theme_page.theme.area)


def _number_of_queries(ask: Callable[[], Any]) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


@pytest.mark.parametrize("where", ["list", "mine", "function"])
def test_the_queries_do_not_grow(where: str, anna: Any, paul: Any, rita: Any) -> None:
    browser = browser_of(paul)
    ask: dict[str, Callable[[], Any]] = {
        "list": lambda: browser.get(URL),
        "mine": lambda: browser.get(f"{URL}?mine=yes"),
        "function": lambda: waiting_for(type(paul).objects.get(pk=paul.pk)),
    }
    make_waiting(1, anna, paul)
    ask[where]()
    few = _number_of_queries(ask[where])
    make_waiting(9, anna, paul)
    assert _number_of_queries(ask[where]) == few


def test_submitting_in_the_editor_puts_it_on_the_list(anna: Any, rita: Any) -> None:
    page = SectionPageFactory()
    submit(anna, page, "From the editor")
    assert titles(rita) == {"From the editor"}
