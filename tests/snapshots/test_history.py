"""The history of a page says which of its versions were answered, and how often."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from consultation.responses.services import erase
from tests.factories import SectionPageFactory, answer, feedback_form, make_user
from tests.responses.actions import list_rows, publish_form, sign_in, store
from tests.snapshots.drafts import ASKED, asking, draft

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def page() -> Any:
    return SectionPageFactory(blocks=[feedback_form(*ASKED)])


def history_url(page: Page, results: bool = False) -> str:
    return reverse(f"wagtailadmin_pages:history{'_results' if results else ''}", args=[page.pk])


def marks(client: Client, page: Page, results: bool = False) -> list[tuple[str, str]]:
    """Return what the history says of each entry, and how many answered it, "" for none."""
    response = client.get(history_url(page, results))
    assert response.status_code == 200
    rows = BeautifulSoup(response.content, "html.parser").select("table.listing tbody tr")
    found = []
    for row in rows:
        mark = row.select_one(".answered-version")
        text = " ".join(mark.get_text(" ").split()) if mark else ""
        entry = row.select_one("td div div div")
        assert entry is not None
        found.append((str(next(entry.stripped_strings)), text))
    return found


def test_each_published_version_is_marked_with_its_answers(client: Client, page: Page) -> None:
    for _ in range(2):
        answer(client, page, what="Tools")
    publish_form(page, asking("Another wording"))
    answer(client, page, what="People")
    draft(page, asking("A draft"))
    publish_form(page, asking("Not answered"))
    found = marks(sign_in("Editor"), page)
    assert [text for label, text in found if label == "Published"] == [
        "",
        "Answered by 1",
        "Answered by 2",
    ]
    assert not any(text for label, text in found if label != "Published")
    assert found == marks(sign_in("Reviewer"), page, results=True)


def test_a_version_that_no_entry_says_was_published_is_marked_where_it_was_made(
    page: Page,
) -> None:
    page.body = page.body.stream_block.to_python([feedback_form(asking("By a program"))])
    revision = page.save_revision(log_action=True)
    revision.publish(log_action=False)
    page.refresh_from_db()
    store(page, what="Tools")
    assert ("Draft saved", "Answered by 1") in marks(sign_in("Editor"), page)


def test_a_version_published_twice_has_its_answers_at_both_entries(page: Page) -> None:
    store(page, what="Tools")
    page.unpublish()
    page.get_latest_revision().publish()
    texts = [text for label, text in marks(sign_in("Editor"), page) if label == "Published"]
    assert texts == ["Answered by 1", "Answered by 1"]


def test_erased_responses_do_not_count(page: Page) -> None:
    responses = [store(page, what="Tools") for _ in range(2)]
    erase(responses[:1], "Asked for", make_user("superuser"))
    assert ("Published", "Answered by 1") in marks(sign_in("Editor"), page)


def test_only_users_who_may_read_responses_get_the_link(page: Page) -> None:
    old = store(page, what="To the first")
    version = old.page_revision_id
    publish_form(page, asking("Another wording"))
    store(page, what="To the second")
    editor = BeautifulSoup(sign_in("Editor").get(history_url(page)).content, "html.parser")
    assert editor.select(".answered-version")
    assert not editor.select("a.answered-version")
    administrator = sign_in("Administrator")
    screen = BeautifulSoup(administrator.get(history_url(page)).content, "html.parser")
    (_, older) = screen.select("a.answered-version")
    assert older["href"] == f"/admin/forms/submissions/{page.pk}/?version={version}"
    rows = list_rows(administrator, page, f"?version={version}")
    assert [row["Reference"] for row in rows] == [old.reference_text]


def test_the_list_can_be_narrowed_down_to_versions(page: Page) -> None:
    first = store(page, what="To the first")
    publish_form(page, asking("Another wording"))
    second = store(page, what="To the second")
    analyst = sign_in("Analyst")
    both = f"?version={first.page_revision_id}&version={second.page_revision_id}"
    assert len(list_rows(analyst, page, both)) == 2
    screen = analyst.get(f"/admin/forms/submissions/{page.pk}/").content.decode()
    assert "Version of the page" in screen
    # A version of another page, or none at all, is no choice.
    assert analyst.get(f"/admin/forms/submissions/{page.pk}/?version=999999").status_code == 200


def test_history_takes_no_more_queries_for_more_versions(client: Client, page: Page) -> None:
    answer(client, page, what="Tools")
    editor = sign_in("Editor")

    def queries() -> int:
        editor.get(history_url(page))
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(history_url(page)).status_code == 200
        return len(captured)

    with_one = queries()
    for number in range(9):
        publish_form(page, asking(f"Wording {number}"))
        answer(client, page, what="Tools")
    assert queries() == with_one


def test_a_copy_begins_without_answers(page: Page) -> None:
    store(page, what="Tools")
    copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True)
    assert not any(text for _, text in marks(sign_in("Editor"), copy))


def test_the_history_of_an_idea_is_as_wagtail_makes_it() -> None:
    from tests.factories import IdeaFactory
    from tests.ideas.admin import address

    idea = IdeaFactory()
    assert sign_in("Editor").get(address(type(idea), "history", idea.pk)).status_code == 200
