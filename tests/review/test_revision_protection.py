"""An open editor writes a new version, never over one that was decided about."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from tests.factories.editor import editor_form, opened
from tests.review.actions import (
    browser_of,
    decide,
    edit_url,
    fresh,
    step_of,
    submit,
    words_field,
    words_of,
    write,
)

pytestmark = pytest.mark.django_db


def type_on(browser: Client, item: Any, words: str, version: Revision) -> HttpResponse:
    """Save as the editor does every few seconds while a user types."""
    sent: dict[str, str] = {
        words_field(item): words,
        "overwrite_revision_id": str(version.pk),
        "loaded_revision_id": "1",
        "loaded_revision_created_at": "",
    }
    if isinstance(item, Page):
        form = editor_form(browser, item, **sent)
        return browser.post(edit_url(item), form, headers={"accept": "application/json"})
    _, form = opened(browser, edit_url(item))
    form.update(sent)
    return browser.post(edit_url(item), form, headers={"accept": "application/json"})


def test_a_version_that_is_only_being_written_is_written_over(item: Any, publisher: Any) -> None:
    write(publisher, item, "Begun")
    version = fresh(item).latest_revision
    answer = type_on(browser_of(publisher), item, "Begun and gone on", version)
    assert answer.json()["revision_id"] == version.pk
    assert fresh(item).latest_revision_id == version.pk


def test_a_version_in_review_stays_as_it_was_sent(item: Any, publisher: Any) -> None:
    submit(publisher, item, "As sent")
    version = fresh(item).latest_revision
    answer = type_on(browser_of(publisher), item, "And more", version)
    assert answer.status_code == 200, answer.content
    assert answer.json()["revision_id"] != version.pk
    stored = Revision.objects.get(pk=version.pk)
    assert stored.content[words_field(item)] == "As sent"


def test_a_version_that_was_approved_and_published_stays_as_it_was(
    item: Any, publisher: Any, other_publisher: Any
) -> None:
    submit(publisher, item, "As approved")
    decide(other_publisher, item)
    decide(other_publisher, item)
    version = fresh(item).latest_revision
    answer = type_on(browser_of(publisher), item, "Not approved", version)
    assert answer.json()["success"]
    assert Revision.objects.get(pk=version.pk).content[words_field(item)] == "As approved"
    assert fresh(item).live_revision_id == version.pk
    assert words_of(item) == "As approved"
    # What was typed afterwards needs a second person like any other change.
    write(publisher, item, None, "action-publish")
    assert words_of(item) == "As approved"


def test_what_is_typed_in_the_end_is_what_someone_else_decides_about(
    item: Any, publisher: Any, other_publisher: Any
) -> None:
    submit(publisher, item, "As sent")
    version = fresh(item).latest_revision
    decide(other_publisher, item)
    type_on(browser_of(publisher), item, "Slipped in", version)
    assert step_of(item) == "Content review"


def test_code_cannot_write_over_it_either(item: Any, publisher: Any) -> None:
    submit(publisher, item, "As sent")
    draft = fresh(item).get_latest_revision_as_object()
    setattr(draft, words_field(item), "By code")
    with pytest.raises(PermissionDenied, match="sent for review or published"):
        draft.save_revision(user=publisher, overwrite_revision=draft.latest_revision)


def write_over(item: Any, words: str) -> None:
    draft = fresh(item).get_latest_revision_as_object()
    setattr(draft, words_field(item), words)
    version = fresh(item).latest_revision
    # Wagtail keeps everybody but its author away.
    draft.save_revision(user=version.user, overwrite_revision=version)


def test_a_version_that_is_to_go_out_by_itself_is_not_written_over(
    item: Any, publisher: Any
) -> None:
    write(publisher, item, "As scheduled")
    later = timezone.now() + timedelta(days=1)
    Revision.objects.filter(pk=fresh(item).latest_revision_id).update(approved_go_live_at=later)
    with pytest.raises(PermissionDenied, match="sent for review or published"):
        write_over(item, "By code")


def test_a_public_version_is_not_written_over_even_where_no_log_tells_of_it(anything: Any) -> None:
    for entries in (PageLogEntry, ModelLogEntry):
        entries.objects.all().delete()
    assert fresh(anything).live_revision_id == fresh(anything).latest_revision_id
    with pytest.raises(PermissionDenied, match="sent for review or published"):
        write_over(anything, "By code")


def test_a_version_that_no_one_was_asked_about_may_be_written_over(
    item: Any, publisher: Any
) -> None:
    write(publisher, item, "Begun")
    write_over(item, "By code")
    draft = fresh(item).get_latest_revision_as_object()
    assert getattr(draft, words_field(item)) == "By code"


def test_someone_elses_version_is_not_written_over(
    item: Any, publisher: Any, other_publisher: Any
) -> None:
    write(publisher, item, "By Paul")
    version = fresh(item).latest_revision
    answer = type_on(browser_of(other_publisher), item, "By Petra", version)
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "invalid_revision"
    assert fresh(item).latest_revision_id == version.pk
