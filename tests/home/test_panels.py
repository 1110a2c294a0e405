"""The admin's first screen: what someone was writing, and what goes on in the consultations."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import GroupPagePermission, Workflow

from consultation.pages.models import ConsultationPage
from consultation.responses.models import LedgerEntry
from home.panels import ConsultationFigures, days_away
from home.setup.roles import ensure_review
from home.setup.site import ensure_front_page
from tests.factories import (
    AreaFactory,
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    make_user,
)
from tests.responses.actions import store

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 11, 21, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def editor() -> Any:
    return make_user("Editor")


def first_screen(user: Any) -> BeautifulSoup:
    client = Client()
    client.force_login(user)
    response = client.get("/admin/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def panel(user: Any, name: str) -> Tag:
    found = first_screen(user).select_one(f"#{name}-section")
    assert found is not None, f"No panel {name}"
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def rows(user: Any) -> list[list[str]]:
    return [
        [words(cell) for cell in row.select("td")]
        for row in panel(user, "my-drafts").select("tbody tr")
    ]


def save_draft(item: Any, user: Any, **changes: Any) -> None:
    draft = item.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=user)


def test_no_drafts_say_how_to_begin(editor: Any) -> None:
    empty = panel(editor, "my-drafts")
    assert "You have no drafts. To start one, open a page" in words(empty)
    links = [link["href"] for link in empty.select("p a")]
    assert links == [reverse("wagtailadmin_explore_root"), "/admin/handbook/write-a-page/"]


def test_my_drafts_of_pages_and_ideas_the_newest_first(editor: Any) -> None:
    page = SectionPageFactory(title="As published")
    things = [AreaFactory(), ThemeFactory(), IdeaFactory(), page]
    changes = [{"name": "An area"}, {"title": "A theme"}, {"statement": "it all"}, {"title": "New"}]
    for minutes, (thing, change) in enumerate(zip(things, changes, strict=True)):
        with travel(timezone.now() - timedelta(hours=1) + timedelta(minutes=minutes)):
            save_draft(thing, editor, **change)
    assert [row[:3] for row in rows(editor)] == [
        ["New", f"Section {page.get_parent().title}, page {page.pk}", "Draft"],
        ["Share it all", "Idea", "Draft"],
        ["A theme", "Theme", "Draft"],
        ["An area", "Area", "Draft"],
    ]
    assert {row[3].split()[-1] for row in rows(editor)} == {"ago"}
    addresses = [link["href"] for link in panel(editor, "my-drafts").select("tbody a")]
    assert addresses[0] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert addresses[1] == f"/admin/snippets/ideas/idea/edit/{things[2].pk}/"


def test_what_is_published_or_saved_by_someone_else_is_no_draft_of_mine(editor: Any) -> None:
    published, taken_over = SectionPageFactory(), SectionPageFactory()
    save_draft(published, editor, title="Out")
    published.get_latest_revision().publish()
    save_draft(taken_over, editor, title="Mine")
    save_draft(taken_over, make_user("Publisher"), title="Theirs")
    assert rows(editor) == []


def test_what_i_sent_for_review_shows_its_status(editor: Any) -> None:
    ensure_review()
    sent, returned = SectionPageFactory(title="Sent"), SectionPageFactory(title="Returned")
    workflow = Workflow.objects.get(name="Review")
    with travel("2030-12-03 17:00:00+00:00"):
        for page in (sent, returned):
            save_draft(page, editor)
            workflow.start(page.specific, editor)
        state = returned.current_workflow_task_state
        state.reject(user=make_user("Reviewer"), comment="Not yet")
        # Someone else's small correction does not take it out of sight.
        save_draft(sent, make_user("Publisher"), title="Sent and corrected")
        found = {row[0]: row[2] for row in rows(editor)}
    assert found == {
        "Sent and corrected": "Content review: waiting since 3 December 2030",
        "Returned": "Sent back on 3 December 2030",
    }


def test_pages_that_i_may_no_longer_change_are_not_named(editor: Any) -> None:
    save_draft(SectionPageFactory(title="A secret"), editor)
    GroupPagePermission.objects.all().delete()
    assert "secret" not in words(first_screen(editor))


def test_what_waits_for_me_and_not_what_i_wrote(editor: Any) -> None:
    reviewer = make_user("Reviewer")
    ensure_review()
    theirs = SectionPageFactory(title="From an editor")
    own = SectionPageFactory(title="My own")
    for page, author in ((theirs, editor), (own, reviewer)):
        save_draft(page, author, summary="Written anew")
        Workflow.objects.get(name="Review").start(page.specific, author)
    found = panel(reviewer, "waiting-for-review")
    (row,) = found.select("tbody tr")
    assert [words(cell) for cell in row.select("td")] == [
        "From an editor",
        theirs.consultation.title,
        "Content review",
        "editor",
        "0 minutes",
    ]
    state = theirs.specific.current_workflow_task_state
    assert found.select_one("tbody a")["href"] == f"/admin/review/decide/{state.pk}/"
    assert "You have nothing to review" in words(panel(editor, "waiting-for-review"))
    assert first_screen(make_user("Analyst")).select_one("#waiting-for-review-section") is None


def test_at_most_ten(editor: Any) -> None:
    for number in range(12):
        save_draft(IdeaFactory(), editor, statement=f"number {number}")
    assert [row[0] for row in rows(editor)] == [f"Share number {n}" for n in range(11, 1, -1)]


def test_an_analyst_has_no_drafts_but_sees_the_consultations() -> None:
    ConsultationPageFactory(title="Data for children")
    analyst = make_user("Analyst")
    assert first_screen(analyst).select_one("#my-drafts-section") is None
    assert "Data for children" in words(panel(analyst, "consultations"))


def test_wagtails_panels_that_ours_replace_are_gone(editor: Any) -> None:
    page = SectionPageFactory()
    client = Client()
    client.force_login(editor)
    client.get("/admin/")
    ensure_review()
    save_draft(page, editor)
    Workflow.objects.get(name="Review").start(page.specific, editor)
    ids = {tag["id"] for tag in first_screen(editor).select("[id]")}
    assert not ids & {
        "recent-edits-section",
        "objects-in-workflow-section",
        "awaiting-review-section",
    }
    assert len(first_screen(editor).select(f'main a[href$="/pages/{page.pk}/edit/"]')) == 1


def open_until(closes_at: datetime | None, **fields: Any) -> ConsultationPage:
    return ConsultationPageFactory(closes_at=closes_at, **fields)


def test_the_consultations_by_state_with_their_dates_in_words(editor: Any) -> None:
    day = timedelta(days=1)
    open_until(None, title="Endless")
    open_until(NOW + 12 * day, title="Open")
    open_until(NOW - 2 * day, title="Over")
    ConsultationPageFactory(opens_at=NOW + day, title="To come")
    ConsultationPageFactory(live=False, title="Hidden")
    with travel(NOW):
        found = panel(editor, "consultations")
    assert words(found) == (
        "Consultations "
        "Open Open Closes in 12 days, on 3 December 2030, 12:00pm. 0 responses received. "
        "Endless Open with no closing date. 0 responses received. "
        "Opening soon To come Opens tomorrow, on 22 November 2030, 12:00pm. 0 responses received. "
        "Closed Over Closed 2 days ago, on 19 November 2030, 12:00pm. 0 responses received. "
        "New consultation How to start one"
    )


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2030, 11, 21, 23, 59), "today"),
        (datetime(2030, 11, 21, 0, 1), "today"),
        (datetime(2030, 11, 22, 0, 1), "tomorrow"),
        (datetime(2030, 11, 20, 23, 59), "yesterday"),
        (datetime(2030, 11, 23, 0, 0), "in 2 days"),
        (datetime(2030, 11, 11, 0, 0), "10 days ago"),
    ],
)
def test_days_are_counted_by_the_calendar(moment: datetime, said: str) -> None:
    with travel(NOW):
        assert days_away(timezone.make_aware(moment)) == said


def received(page: Any, moments: list[datetime]) -> None:
    for moment in moments:
        store(page, timezone.make_aware(moment), summary="x")


def test_responses_in_all_and_day_by_day(editor: Any) -> None:
    consultation = ConsultationPageFactory(title="Data for children")
    pages = [SectionPageFactory(parent=consultation, blocks=[feedback_form()]) for _ in range(2)]
    elsewhere = SectionPageFactory(blocks=[feedback_form()])
    received(pages[0], [datetime(2030, 10, 1), datetime(2030, 11, 20, 23, 59)])
    received(pages[1], [datetime(2030, 11, 20, 0, 0), datetime(2030, 11, 21, 0, 0)])
    received(elsewhere, [datetime(2030, 11, 20, 5)] * 1)
    LedgerEntry.objects.filter(page_pk__in=[page.pk for page in pages]).update(
        consultation_pk=consultation.pk
    )
    with travel(NOW):
        found = panel(editor, "consultations")
    entry = next(item for item in found.select("li") if "Data for children" in item.get_text())
    assert "4 responses received, 3 of them in the last 14 days" in words(entry)
    table = {words(row.th): words(row.td) for row in entry.select("tbody tr")}
    assert len(table) == 14
    assert list(table)[-1] == "21 November 2030"
    assert table["20 November 2030"] == "2"
    assert table["21 November 2030"] == "1"
    assert table["19 November 2030"] == "0"
    assert len(entry.select("svg rect")) == 14


def test_summer_time_begins_and_ends_days_where_people_do(editor: Any) -> None:
    consultation = ConsultationPageFactory()
    page = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
    # Half past midnight in summer is still yesterday in universal time.
    received(page, [datetime(2030, 7, 3, 0, 30)])
    with travel(timezone.make_aware(datetime(2030, 7, 3, 12))):
        entry = panel(editor, "consultations")
    assert words(entry.select("tbody tr")[-1]) == "3 July 2030 1"


def test_bars_are_whole_and_none_is_lost() -> None:
    for numbers, heights in (((0, 1, 1000), [0, 1, 40]), ((0,), [0])):
        days = {NOW + timedelta(days=day): each for day, each in enumerate(numbers)}
        figures = ConsultationFigures("", "", "", 0, days)
        assert [bar["height"] for bar in figures.bars] == heights


def test_the_first_screen_names_no_respondent(editor: Any) -> None:
    page = SectionPageFactory(blocks=[feedback_form()])
    response = store(page, summary="Very personal", email="someone@example.org")
    text = str(first_screen(editor))
    assert "Very personal" not in text
    assert "someone@" not in text
    assert response.reference_text not in text


def test_without_a_public_consultation_it_says_what_to_do(editor: Any) -> None:
    ensure_front_page()
    assert "No consultations are public. New consultation How to start one" in words(
        panel(editor, "consultations")
    )
    assert "New consultation" not in words(panel(make_user("Analyst"), "consultations"))


@pytest.mark.parametrize("role", ["who writes", "who decides"])
def test_as_many_queries_for_ten_as_for_one(editor: Any, role: str) -> None:
    reader = editor if role == "who writes" else make_user("Reviewer")
    ensure_review()
    workflow = Workflow.objects.get(name="Review")
    client = Client()
    client.force_login(reader)

    def add() -> None:
        page = SectionPageFactory(blocks=[feedback_form()])
        store(page, summary="x")
        save_draft(page, editor, summary="Written anew")
        workflow.start(page.specific, editor)
        for factory in (IdeaFactory, ThemeFactory, AreaFactory):
            save_draft(factory(), editor)

    def queries() -> int:
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/")
        return len(captured)

    add()
    with_one = queries()
    for _ in range(9):
        add()
    assert queries() == with_one


@pytest.mark.parametrize(("role", "hidden"), [("Analyst", True), ("Editor", False)])
def test_only_people_who_may_open_pages_are_offered_the_search(role: str, hidden: bool) -> None:
    ensure_front_page()
    body = first_screen(make_user(role)).body
    assert body is not None
    assert ("cannot-open-pages" in body["class"]) is hidden


def test_sign_in_does_not_name_wagtail() -> None:
    screen = BeautifulSoup(Client().get("/admin/login/").content, "html.parser")
    assert screen.h1 is not None and words(screen.h1) == "Sign in"
