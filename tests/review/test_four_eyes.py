"""Four eyes: whoever changed something since its last approval cannot approve it."""

from typing import Any

import pytest
from wagtail.models import Page, TaskState, WorkflowState

from ideas.deletion import on_purpose
from tests.factories import ConsultationPageFactory, make_user
from tests.ideas.admin import words as screen_words
from tests.review.acting import (
    approve_in_editor,
    browser_of,
    decide,
    decide_url,
    edit_url,
    fresh,
    somebody,
    step_of,
    submit,
    words_of,
    write,
)

pytestmark = pytest.mark.django_db

OWN = "You changed this yourself, so somebody else has to approve it."


def test_two_others_approve_and_then_it_is_public(
    anything: Any, anna: Any, rita: Any, paul: Any
) -> None:
    item = anything
    submit(anna, item, "New words")
    assert step_of(item) == "Content review"
    decide(rita, item)
    assert step_of(item) == "Sign-off"
    assert words_of(item) != "New words"
    decide(paul, item)
    assert step_of(item) == ""
    assert words_of(item) == "New words"


def test_one_publisher_may_decide_both_steps_about_somebody_elses_change(
    item: Any, anna: Any, paul: Any
) -> None:
    submit(anna, item, "New words")
    decide(paul, item)
    decide(paul, item)
    assert words_of(item) == "New words"


def test_a_reviewer_cannot_sign_off(item: Any, anna: Any, rita: Any) -> None:
    submit(anna, item, "New words")
    decide(rita, item)
    decide(rita, item)
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
    item: Any, paul: Any, petra: Any
) -> None:
    submit(paul, item, "My own words")
    html = browser_of(paul).get(edit_url(item)).content.decode()
    assert 'data-workflow-action-name="approve"' not in html
    assert 'data-workflow-action-name="reject"' in html
    assert f"{OWN} These can: Petra." in screen_words(browser_of(paul).get(edit_url(item)))
    other = browser_of(petra).get(edit_url(item))
    assert 'data-workflow-action-name="approve"' in other.content.decode()
    assert OWN not in screen_words(other)


def test_an_edit_with_the_approval_is_kept_but_nothing_is_approved(
    item: Any, anna: Any, paul: Any, petra: Any
) -> None:
    submit(anna, item, "First words")
    browser = browser_of(paul)
    response = approve_in_editor(paul, item, "Words of the approver")
    assert response.status_code == 302
    assert step_of(item) == "Content review"
    assert words_of(item) != "Words of the approver"
    draft = fresh(item).latest_revision
    assert draft.user == paul
    decide(petra, item)
    decide(petra, item)
    assert words_of(item) == "Words of the approver"
    assert browser.get(edit_url(item)).status_code == 200


def test_whoever_corrects_and_approves_at_once_is_told_why_not(
    item: Any, anna: Any, paul: Any, petra: Any
) -> None:
    submit(anna, item, "First words")
    response = approve_in_editor(paul, item, "Words of the approver")
    assert response["Location"] == edit_url(item)
    shown = browser_of(paul)
    shown.cookies = response.client.cookies  # type: ignore[attr-defined]
    assert f"{OWN} These can: Petra." in screen_words(shown.get(edit_url(item)))


def test_all_who_wrote_since_the_last_approval_are_excluded(
    item: Any, anna: Any, paul: Any, petra: Any
) -> None:
    write(paul, item, "Half")
    write(anna, item, "Half and half")
    submit(anna, item)
    decide(paul, item)
    assert step_of(item) == "Content review"
    decide(petra, item)
    assert step_of(item) == "Sign-off"


def test_what_was_written_before_the_last_approval_does_not_count(
    item: Any, anna: Any, rita: Any, paul: Any, petra: Any
) -> None:
    submit(paul, item, "Words of Paul")
    decide(rita, item)
    decide(petra, item)
    assert words_of(item) == "Words of Paul"
    submit(anna, item, "Words of Anna")
    decide(paul, item)
    decide(paul, item)
    assert words_of(item) == "Words of Anna"


def test_saving_without_a_change_makes_nobody_an_author(item: Any, anna: Any, paul: Any) -> None:
    submit(anna, item, "New words")
    write(paul, item)
    assert fresh(item).latest_revision.user == paul
    decide(paul, item)
    assert step_of(item) == "Sign-off"


def test_a_schedule_makes_nobody_an_author(item: Any, anna: Any, paul: Any) -> None:
    submit(anna, item, "New words")
    write(paul, item, go_live_at="2099-01-01 10:00")
    decide(paul, item)
    decide(paul, item)
    assert fresh(item).scheduled_revision


def test_undoing_somebodys_change_is_a_change(item: Any, anna: Any, paul: Any) -> None:
    before = words_of(item)
    write(anna, item, "New words")
    write(paul, item, before)
    submit(anna, item, before)
    decide(paul, item)
    assert step_of(item) == "Content review"


def test_an_author_may_send_their_own_work_back(item: Any, paul: Any) -> None:
    submit(paul, item, "My own words")
    decide(paul, item, "reject", "Not yet")
    state = fresh(item).current_workflow_state
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert state.current_task_state.comment == "Not yet"


def test_an_author_may_cancel_their_own_submission(item: Any, anna: Any) -> None:
    submit(anna, item, "My own words")
    write(anna, item, action="action-cancel-workflow")
    assert step_of(item) == ""


def test_work_of_somebody_whose_account_is_gone_can_be_approved(
    item: Any, anna: Any, paul: Any, petra: Any
) -> None:
    write(anna, item, "Hers")
    submit(paul, item, "Hers and his")
    with on_purpose("Behind the admin’s back"):
        anna.delete()
    decide(paul, item)
    assert step_of(item) == "Content review"
    decide(petra, item)
    decide(petra, item)
    assert words_of(item) == "Hers and his"


def test_approving_needs_the_right_group(item: Any, anna: Any) -> None:
    other = somebody("Editor", "Other")
    analyst = somebody("Analyst", "Alan")
    submit(anna, item, "New words")
    for nobody in (other, analyst):
        decide(nobody, item)
        assert step_of(item) == "Content review"


def test_a_decision_is_taken_once(item: Any, anna: Any, paul: Any, petra: Any) -> None:
    submit(anna, item, "New words")
    address = decide_url(item)
    browser_of(paul).post(address)
    late = browser_of(petra)
    told = late.post(address, follow=True)
    assert step_of(item) == "Sign-off"
    assert "somebody else decided about this first" in screen_words(told)
    assert TaskState.objects.filter(status=TaskState.STATUS_APPROVED).count() == 1


def test_a_change_after_the_first_approval_begins_the_review_again(
    item: Any, anna: Any, rita: Any, paul: Any, petra: Any
) -> None:
    submit(anna, item, "New words")
    decide(rita, item)
    write(paul, item, "Other words")
    assert step_of(item) == "Content review"
    decide(petra, item)
    assert step_of(item) == "Sign-off"
    decide(paul, item)
    assert words_of(item) != "Other words"
    decide(petra, item)
    assert words_of(item) == "Other words"
    state = WorkflowState.objects.latest("pk")
    assert state.requested_by == anna


def test_a_date_moved_after_the_first_approval_begins_the_review_again(
    anna: Any, rita: Any, paul: Any
) -> None:
    consultation = ConsultationPageFactory()
    submit(anna, consultation, "New words")
    decide(rita, consultation)
    write(paul, consultation, closes_at="2099-01-01 10:00")
    assert step_of(consultation) == "Content review"
    decide(paul, consultation)
    assert step_of(consultation) == "Content review"
    assert fresh(consultation).closes_at is None


def test_a_change_by_code_after_the_first_approval_is_not_signed_off_unseen(
    item: Any, anna: Any, rita: Any, paul: Any
) -> None:
    submit(anna, item, "New words")
    decide(rita, item)
    draft = fresh(item).get_latest_revision_as_object()
    setattr(draft, "title" if isinstance(item, Page) else _field(item), "Words of a command")
    draft.save_revision()
    told = browser_of(paul).post(decide_url(item), follow=True)
    assert "it begins again at the first step" in screen_words(told)
    assert step_of(item) == "Content review"
    assert words_of(item) != "Words of a command"


def _field(item: Any) -> str:
    return {"area": "name", "theme": "summary", "idea": "statement"}[item._meta.model_name]


def test_a_correction_after_it_was_sent_back_is_content_reviewed_again(
    item: Any, anna: Any, rita: Any, paul: Any
) -> None:
    submit(anna, item, "New words")
    decide(rita, item)
    decide(paul, item, "reject", "A word is wrong")
    submit(anna, item, "Better words")
    assert step_of(item) == "Content review"
    decide(rita, item)
    decide(paul, item)
    assert words_of(item) == "Better words"


def test_what_is_sent_back_and_sent_again_unchanged_goes_on_where_it_was(
    item: Any, anna: Any, rita: Any, paul: Any
) -> None:
    submit(anna, item, "New words")
    decide(rita, item)
    decide(paul, item, "reject", "Why?")
    submit(anna, item)
    assert step_of(item) == "Sign-off"


def test_exactly_the_approved_version_is_published(
    item: Any, anna: Any, rita: Any, paul: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(anna, item, "New words")
    decide(rita, item)
    approve = TaskState.approve

    def save_in_between(self: TaskState, *args: Any, **kwargs: Any) -> Any:
        draft = fresh(item).get_latest_revision_as_object()
        setattr(draft, "title" if isinstance(item, Page) else _field(item), "Slipped in")
        draft.save_revision(user=anna)
        return approve(self, *args, **kwargs)

    monkeypatch.setattr(TaskState, "approve", save_in_between)
    decide(paul, item)
    assert words_of(item) == "New words"
    stored = fresh(item)
    assert stored.has_unpublished_changes
    assert stored.live_revision_id != stored.latest_revision_id
