"""A link ends by hand or by its date; either is in the page's history, once."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import PageLogEntry, Revision

from consultation.pages.models import SectionPage
from consultation.workflow.models import PreviewState, PrivatePreview
from consultation.workflow.previews.services import revoke_preview
from tests.factories import make_user
from tests.previews.actions import RECIPIENT, draft, history, open_link, share
from tests.responses.actions import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def end_url(preview: PrivatePreview) -> str:
    return reverse("private_previews:end", args=[preview.pk])


def end_previews() -> str:
    out = StringIO()
    call_command("end_previews", stdout=out)
    return out.getvalue()


def test_ending_asks_first(desk: Client, page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    assert f"End the link for {RECIPIENT}?" in text_of(desk.get(end_url(preview)))
    assert open_link(preview).status_code == 200


def test_a_colleague_ends_it(page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    client = Client()
    client.force_login(make_user("Reviewer", first_name="Rita", last_name="Reviewer"))
    response = client.post(end_url(preview), follow=True)
    text = text_of(response)
    assert "no longer works" in text
    assert "Ended early by Rita Reviewer" in text
    assert open_link(preview).status_code == 410
    assert PrivatePreview.objects.get().state == PreviewState.REVOKED


def test_making_and_ending_by_hand_are_in_the_history(
    desk: Client, page: SectionPage, editor: Any
) -> None:
    ends_at = timezone.make_aware(timezone.datetime(2030, 7, 3, 23, 59))
    preview = share(page, editor, ends_at=ends_at)
    desk.post(end_url(preview))
    desk.post(end_url(preview))
    assert history(page) == [
        (
            "preview.create",
            "Edith Editor",
            f"Private preview created for {RECIPIENT}, until 3 July 2030, 11:59pm",
        ),
        (
            "preview.revoke",
            "Edith Editor",
            f"Private preview for {RECIPIENT} ended early (its end date was 3 July 2030, 11:59pm)",
        ),
    ]
    shown = desk.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert f"Private preview created for {RECIPIENT}" in shown


def test_of_two_at_once_one_ends_it(page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    once, again = (PrivatePreview.objects.get(pk=preview.pk) for _ in range(2))
    assert revoke_preview(once, editor)
    assert not revoke_preview(again, make_user("Reviewer"))
    assert PrivatePreview.objects.get().ended_by == editor


def test_the_command_notes_what_has_ended_under_its_date(page: SectionPage, editor: Any) -> None:
    over = share(page, editor, shared_with="First", ends_at=timezone.now() + timedelta(days=1))
    share(page, editor, shared_with="Second", ends_at=timezone.now() + timedelta(days=9))
    assert end_previews() == "Private previews ended by date: 0.\n"
    with travel(timezone.now() + timedelta(days=3)):
        assert end_previews() == "Private previews ended by date: 1.\n"
        assert end_previews() == "Private previews ended by date: 0.\n"
    entry = PageLogEntry.objects.get(action="preview.end")
    assert entry.timestamp == over.ends_at
    assert str(entry.message) == "Private preview for First ended on its date"


def test_who_comes_too_late_makes_it_noted_once(page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    with travel(preview.ends_at + timedelta(days=1)):
        open_link(preview)
        open_link(preview)
        assert end_previews() == "Private previews ended by date: 0.\n"
    assert [what for what, _, _ in history(page)] == ["preview.create", "preview.end"]


def test_what_was_ended_by_hand_does_not_end_again(page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    revoke_preview(preview, editor)
    with travel(preview.ends_at + timedelta(days=1)):
        open_link(preview)
        assert end_previews() == "Private previews ended by date: 0.\n"
        assert PrivatePreview.objects.get().state == PreviewState.REVOKED


def test_what_is_over_cannot_be_ended_by_hand(desk: Client, page: SectionPage, editor: Any) -> None:
    preview = share(page, editor, ends_at=timezone.now() - timedelta(minutes=1))
    for response in (
        desk.get(end_url(preview), follow=True),
        desk.post(end_url(preview), follow=True),
    ):
        assert "already ended" in response.content.decode()
    assert PrivatePreview.objects.get().ended_by is None


def test_purging_keeps_a_version_while_a_link_shows_it(page: SectionPage, editor: Any) -> None:
    running, ended = (share(page, editor, revision=draft(page, summary=text)) for text in "ab")
    draft(page, summary="The newest")
    revoke_preview(ended, editor)
    call_command("purge_revisions", stdout=StringIO())
    assert open_link(running).status_code == 200
    assert list(PrivatePreview.objects.all()) == [running]
    assert not Revision.objects.filter(pk=ended.revision_id).exists()
    assert len(history(page)) == 3
