"""Four eyes: a user who changed an item since its last approval cannot approve it."""

from typing import Any

import pytest
from wagtail.models import Page, TaskState, WorkflowState

from ideas.deletion import on_purpose
from tests.factories import ConsultationPageFactory, make_user
from tests.ideas.admin import words as screen_words
from tests.review.actions import (
    approve_in_editor,
    browser_of,
    decide,
    decide_url,
    edit_url,
    fresh,
    named_user,
    step_of,
    submit,
    words_of,
    write,
)

pytestmark = pytest.mark.django_db

OWN = "You changed this yourself, so someone else has to approve it."


def test_two_others_approve_and_then_it_is_public(
    anything: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    item = anything
    submit(editor, item, "New words")
    assert step_of(item) == "Content review"
    decide(reviewer, item)
    assert step_of(item) == "Sign-off"
    assert words_of(item) != "New words"
    decide(publisher, item)
    assert step_of(item) == ""
    assert words_of(item) == "New words"


def test_one_publisher_may_decide_both_steps_about_someone_elses_change(
    item: Any, editor: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    decide(publisher, item)
    decide(publisher, item)
    assert words_of(item) == "New words"


def test_a_reviewer_cannot_sign_off(item: Any, editor: Any, reviewer: Any) -> None:
    submit(editor, item, "New words")
    decide(reviewer, item)
    decide(reviewer, item)
    assert step_of(item) == "Sign-off"


@pytest.mark.parametrize("role", ["Publisher", "Administrator", "superuser"])
def test_an_author_cannot_approve_by_address(anything: Any, role: str) -> None:
    item = anything
    author = make_user(role)
    submit(author, item, "My own words")
    response = decide(author, item)
    assert response.status_code == 302
    assert step_of(item) == "Content review"
    assert words_of(item) != "My own words"


@pytest.mark.parametrize("role", ["Publisher", "superuser"])
def test_an_author_cannot_approve_in_the_editor(item: Any, role: str) -> None:
    author = make_user(role)
    submit(author, item, "My own words")
    approve_in_editor(author, item)
    assert step_of(item) == "Content review"


def test_an_author_has_no_button_but_the_reason_and_the_names(
    item: Any, publisher: Any, other_publisher: Any
) -> None:
    submit(publisher, item, "My own words")
    html = browser_of(publisher).get(edit_url(item)).content.decode()
    assert 'data-workflow-action-name="approve"' not in html
    assert 'data-workflow-action-name="reject"' in html
    assert f"{OWN} These people can: Petra." in screen_words(
        browser_of(publisher).get(edit_url(item))
    )
    other = browser_of(other_publisher).get(edit_url(item))
    assert 'data-workflow-action-name="approve"' in other.content.decode()
    assert OWN not in screen_words(other)


def test_an_edit_with_the_approval_is_kept_but_nothing_is_approved(
    item: Any, editor: Any, publisher: Any, other_publisher: Any
) -> None:
    submit(editor, item, "First words")
    browser = browser_of(publisher)
    response = approve_in_editor(publisher, item, "Words of the approver")
    assert response.status_code == 302
    assert step_of(item) == "Content review"
    assert words_of(item) != "Words of the approver"
    draft = fresh(item).latest_revision
    assert draft.user == publisher
    decide(other_publisher, item)
    decide(other_publisher, item)
    assert words_of(item) == "Words of the approver"
    assert browser.get(edit_url(item)).status_code == 200


def test_a_reviewer_who_corrects_and_approves_at_once_sees_why_not(
    item: Any, editor: Any, publisher: Any, other_publisher: Any
) -> None:
    submit(editor, item, "First words")
    response = approve_in_editor(publisher, item, "Words of the approver")
    assert response["Location"] == edit_url(item)
    shown = browser_of(publisher)
    shown.cookies = response.client.cookies  # type: ignore[attr-defined]
    assert f"{OWN} These people can: Petra." in screen_words(shown.get(edit_url(item)))


def test_all_who_wrote_since_the_last_approval_are_excluded(
    item: Any, editor: Any, publisher: Any, other_publisher: Any
) -> None:
    write(publisher, item, "Half")
    write(editor, item, "Half and half")
    submit(editor, item)
    decide(publisher, item)
    assert step_of(item) == "Content review"
    decide(other_publisher, item)
    assert step_of(item) == "Sign-off"


def test_what_was_written_before_the_last_approval_does_not_count(
    item: Any, editor: Any, reviewer: Any, publisher: Any, other_publisher: Any
) -> None:
    submit(publisher, item, "Words of Paul")
    decide(reviewer, item)
    decide(other_publisher, item)
    assert words_of(item) == "Words of Paul"
    submit(editor, item, "Words of Anna")
    decide(publisher, item)
    decide(publisher, item)
    assert words_of(item) == "Words of Anna"


def test_saving_without_a_change_makes_no_one_an_author(
    item: Any, editor: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    write(publisher, item)
    assert fresh(item).latest_revision.user == publisher
    decide(publisher, item)
    assert step_of(item) == "Sign-off"


def test_a_schedule_makes_no_one_an_author(item: Any, editor: Any, publisher: Any) -> None:
    submit(editor, item, "New words")
    write(publisher, item, go_live_at="2099-01-01 10:00")
    decide(publisher, item)
    decide(publisher, item)
    assert fresh(item).scheduled_revision


def test_undoing_someones_change_is_a_change(item: Any, editor: Any, publisher: Any) -> None:
    before = words_of(item)
    write(editor, item, "New words")
    write(publisher, item, before)
    submit(editor, item, before)
    decide(publisher, item)
    assert step_of(item) == "Content review"


def test_an_author_may_send_their_own_work_back(item: Any, publisher: Any) -> None:
    submit(publisher, item, "My own words")
    decide(publisher, item, "reject", "Not yet")
    state = fresh(item).current_workflow_state
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert state.current_task_state.comment == "Not yet"


def test_an_author_may_cancel_their_own_submission(item: Any, editor: Any) -> None:
    submit(editor, item, "My own words")
    write(editor, item, action="action-cancel-workflow")
    assert step_of(item) == ""


def test_work_of_someone_whose_account_is_gone_can_be_approved(
    item: Any, editor: Any, publisher: Any, other_publisher: Any
) -> None:
    write(editor, item, "Hers")
    submit(publisher, item, "Hers and his")
    with on_purpose("Behind the admin’s back"):
        editor.delete()
    decide(publisher, item)
    assert step_of(item) == "Content review"
    decide(other_publisher, item)
    decide(other_publisher, item)
    assert words_of(item) == "Hers and his"


def test_approving_needs_the_right_group(item: Any, editor: Any) -> None:
    other = named_user("Editor", "Other")
    analyst = named_user("Analyst", "Alan")
    submit(editor, item, "New words")
    for no_one in (other, analyst):
        decide(no_one, item)
        assert step_of(item) == "Content review"


def test_a_decision_is_taken_once(
    item: Any, editor: Any, publisher: Any, other_publisher: Any
) -> None:
    submit(editor, item, "New words")
    address = decide_url(item)
    browser_of(publisher).post(address)
    late = browser_of(other_publisher)
    told = late.post(address, follow=True)
    assert step_of(item) == "Sign-off"
    assert "Someone has already decided this." in screen_words(told)
    assert TaskState.objects.filter(status=TaskState.STATUS_APPROVED).count() == 1


def test_a_change_after_the_first_approval_begins_the_review_again(
    item: Any, editor: Any, reviewer: Any, publisher: Any, other_publisher: Any
) -> None:
    submit(editor, item, "New words")
    decide(reviewer, item)
    write(publisher, item, "Other words")
    assert step_of(item) == "Content review"
    decide(other_publisher, item)
    assert step_of(item) == "Sign-off"
    decide(publisher, item)
    assert words_of(item) != "Other words"
    decide(other_publisher, item)
    assert words_of(item) == "Other words"
    state = WorkflowState.objects.latest("pk")
    assert state.requested_by == editor


def test_a_date_moved_after_the_first_approval_begins_the_review_again(
    editor: Any, reviewer: Any, publisher: Any
) -> None:
    consultation = ConsultationPageFactory()
    submit(editor, consultation, "New words")
    decide(reviewer, consultation)
    write(publisher, consultation, closes_at="2099-01-01 10:00")
    assert step_of(consultation) == "Content review"
    decide(publisher, consultation)
    assert step_of(consultation) == "Content review"
    assert fresh(consultation).closes_at is None


def test_a_change_by_code_after_the_first_approval_is_not_signed_off_unseen(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    decide(reviewer, item)
    draft = fresh(item).get_latest_revision_as_object()
    setattr(draft, "title" if isinstance(item, Page) else _field(item), "Words of a command")
    draft.save_revision()
    told = browser_of(publisher).post(decide_url(item), follow=True)
    assert "the review starts again at the first step" in screen_words(told)
    assert step_of(item) == "Content review"
    assert words_of(item) != "Words of a command"


def _field(item: Any) -> str:
    return {"area": "name", "theme": "summary", "idea": "statement"}[item._meta.model_name]


def test_a_correction_after_it_was_sent_back_is_content_reviewed_again(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    decide(reviewer, item)
    decide(publisher, item, "reject", "A word is wrong")
    submit(editor, item, "Better words")
    assert step_of(item) == "Content review"
    decide(reviewer, item)
    decide(publisher, item)
    assert words_of(item) == "Better words"


def test_what_is_sent_back_and_sent_again_unchanged_goes_on_where_it_was(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    decide(reviewer, item)
    decide(publisher, item, "reject", "Why?")
    submit(editor, item)
    assert step_of(item) == "Sign-off"


def test_exactly_the_approved_version_is_published(
    item: Any, editor: Any, reviewer: Any, publisher: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(editor, item, "New words")
    decide(reviewer, item)
    approve = TaskState.approve

    def save_in_between(self: TaskState, *args: Any, **kwargs: Any) -> Any:
        draft = fresh(item).get_latest_revision_as_object()
        setattr(draft, "title" if isinstance(item, Page) else _field(item), "Slipped in")
        draft.save_revision(user=editor)
        return approve(self, *args, **kwargs)

    monkeypatch.setattr(TaskState, "approve", save_in_between)
    decide(publisher, item)
    assert words_of(item) == "New words"
    stored = fresh(item)
    assert stored.has_unpublished_changes
    assert stored.live_revision_id != stored.latest_revision_id
