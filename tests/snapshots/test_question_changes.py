"""What a draft changes in the questions, and how many responses that parts from later ones."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from consultation.pages.models import SectionPage
from consultation.responses.models import Response, Status
from consultation.responses.services import change_status, erase
from tests.factories import SectionPageFactory, feedback_form, make_user
from tests.responses.actions import publish_form, store, store_many
from tests.snapshots.drafts import ASKED, asking, draft, question_changes, told

pytestmark = pytest.mark.django_db

OTHER = asking("What did we forget?")
CHOICE = ASKED[1]


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form(*ASKED)])


def test_a_draft_that_changes_no_question_changes_nothing(page: Page) -> None:
    store(page, what="Tools")
    draft(page, *ASKED, title="Another title")
    assert not question_changes(page)
    assert question_changes(page).warning == ""


def test_a_reworded_question_with_the_responses_that_answered_it(page: Page) -> None:
    store(page, what="Tools")
    store(page, what="People", used="Yes")
    store(page, used="No")
    draft(page, OTHER, CHOICE)
    changes = question_changes(page)
    assert told(changes) == [("“What is missing?” now reads “What did we forget?”", 2)]
    assert changes.answered == 2
    assert changes.warning.startswith("2 responses were given to the earlier wording.")


def test_responses_in_any_status_count_but_erased_ones(page: Page) -> None:
    responses = [store(page, what="Tools") for _ in range(4)]
    user = make_user("superuser")
    change_status(responses[:1], Status.QUARANTINED, "Odd", user)
    change_status(responses[1:2], Status.EXCLUDED, "Test", user)
    erase(responses[2:3], "Asked for", user)
    draft(page, OTHER, CHOICE)
    assert question_changes(page).answered == 3


def test_a_response_to_two_changed_questions_counts_once_in_all(page: Page) -> None:
    store(page, what="Tools", used="No")
    store(page, used="No")
    draft(page, OTHER, asking("Used it?", "used", "single_choice", options=["Yes", "Never"]))
    changes = question_changes(page)
    assert [number for _, number in told(changes)] == [1, 2, 2]
    assert changes.answered == 2


def test_a_change_that_parts_nothing_counts_nothing(page: Page) -> None:
    store(page, what="Tools")
    draft(page, asking("What is missing?", required=True, help_text="In short."), CHOICE)
    changes = question_changes(page)
    assert [number for _, number in told(changes)] == [0, 0]
    assert changes.warning == ""


def test_only_answers_to_the_wording_that_goes_are_parted(page: Page) -> None:
    """Those to a still earlier wording were parted when that went."""
    store(page, what="To the first")
    publish_form(page, asking("Second wording"), CHOICE)
    store(page, what="To the second")
    store(page, what="To the second as well")
    draft(page, asking("Third wording"), CHOICE)
    assert question_changes(page).answered == 2


def test_going_back_to_a_wording_leaves_its_answers_comparable(page: Page) -> None:
    store(page, what="To the first")
    publish_form(page, asking("Second wording"), CHOICE)
    store(page, what="To the second")
    store(page, what="To the second as well")
    draft(page, *ASKED)
    assert question_changes(page).answered == 2


def test_answers_given_before_a_harmless_change_are_parted_by_a_later_one(page: Page) -> None:
    store(page, what="Before")
    publish_form(page, asking("What is missing?", help_text="In short."), CHOICE)
    store(page, what="After")
    draft(page, OTHER, CHOICE)
    assert question_changes(page).answered == 2


def test_a_removed_form_concerns_every_response(page: Page) -> None:
    store(page, what="Tools")
    store(page, used="Yes")
    draft(page)
    changes = question_changes(page)
    assert told(changes)[0][1] == 2
    assert changes.warning == (
        "2 responses answered a question that is removed. Analysts keep the answers."
    )


def test_answers_to_other_pages_do_not_count(page: Page) -> None:
    other = SectionPageFactory(blocks=[feedback_form(*ASKED)])
    store(other, what="Tools")
    draft(page, OTHER, CHOICE)
    assert question_changes(page).answered == 0


def test_two_older_versions_are_compared_as_they_are(page: Page) -> None:
    first = page.latest_revision
    store(page, what="To the first")
    publish_form(page, asking("Second wording"), CHOICE)
    second = page.latest_revision
    store(page, what="To the second")
    publish_form(page, asking("Third wording"), CHOICE)
    assert told(question_changes(page, first, second)) == [
        ("“What is missing?” now reads “Second wording”.", 1)
    ]
    assert told(question_changes(page, second, first)) == [
        ("“Second wording” now reads “What is missing?”", 1)
    ]


def test_a_page_that_no_one_has_seen_yet_changes_nothing() -> None:
    page = SectionPageFactory(live=False)
    draft(page, *ASKED)
    assert not question_changes(page)


def test_a_page_taken_off_the_site_is_compared_with_what_it_asked_last(page: Page) -> None:
    store(page, what="Tools")
    page.unpublish()
    draft(page, OTHER, CHOICE)
    assert told(question_changes(page)) == [
        ("“What is missing?” now reads “What did we forget?”", 1)
    ]


def test_a_form_on_a_page_that_had_none_is_added() -> None:
    page = SectionPageFactory(blocks=[])
    draft(page, OTHER)
    assert told(question_changes(page)) == [
        ("A form is added. Its questions: “What did we forget?”", 0)
    ]


def test_the_answers_of_an_alias_are_parted_with_those_of_its_page(page: Page) -> None:
    alias = page.create_alias(update_slug="the-same")
    store(SectionPage.objects.get(pk=alias.pk), what="Tools")
    draft(page, OTHER, CHOICE)
    assert question_changes(page).answered == 1


def test_a_copy_has_no_answers_yet(page: Page) -> None:
    store(page, what="Tools")
    copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"})
    draft(copy, OTHER, CHOICE)
    changes = question_changes(copy)
    assert told(changes) == [("“What is missing?” now reads “What did we forget?”", 0)]


def test_a_key_with_two_underscores_is_found_in_the_answers() -> None:
    page = SectionPageFactory(blocks=[feedback_form(asking("One?", "a__b"))])
    store(page, a__b="Yes")
    draft(page, asking("Two?", "a__b"))
    assert question_changes(page).answered == 1


def test_many_responses_and_versions_take_no_more_queries(page: Page) -> None:
    response = store(page, what="Tools")
    draft(page, OTHER, CHOICE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert question_changes(page)
        return len(captured)

    with_one = queries()
    store_many(response, 10)
    for number in range(9):
        publish_form(page, *ASKED, asking("More?", f"more_{number}"))
    draft(page, OTHER, CHOICE)
    assert queries() == with_one
    assert Response.objects.count() == 11
