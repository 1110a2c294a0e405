"""An editor makes a link from the page's editor, for one version and until a day."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from consultation.common.addresses import absolute_url
from consultation.pages.models import SectionPage
from consultation.workflow.models import PrivatePreview
from tests.factories import SectionPageFactory
from tests.previews.actions import RECIPIENT, draft, form_url, make_by_form, open_link, words
from tests.responses.actions import text_of

pytestmark = pytest.mark.django_db


def test_the_editor_leads_to_it(desk: Client, page: SectionPage) -> None:
    response = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    html = BeautifulSoup(response.content, "html.parser")
    links = [link.get_text(" ").strip() for link in html.select(f'a[href="{form_url(page)}"]')]
    assert links == ["Private preview…"]


def test_a_new_page_has_none_yet(desk: Client, page: SectionPage) -> None:
    parent = page.get_parent()
    response = desk.get(
        reverse("wagtailadmin_pages:add", args=["consultation", "sectionpage", parent.pk])
    )
    assert response.status_code == 200
    assert "Private preview…" not in response.content.decode()


def test_making_one_shows_the_link_to_copy(desk: Client, page: SectionPage, editor: Any) -> None:
    made = make_by_form(desk, page)
    preview = PrivatePreview.objects.get()
    assert made["Location"] == reverse("private_previews:read", args=[preview.pk])
    shown = desk.get(made["Location"])
    field = BeautifulSoup(shown.content, "html.parser").select_one("#address")
    assert field["value"] == absolute_url(preview.path)
    assert "Still a secret" in words(open_link(preview))
    assert preview.shared_with == RECIPIENT
    assert preview.created_by == editor


def test_the_usual_end_is_the_last_minute_of_a_day_in_two_weeks(
    client: Client, page: SectionPage, editor: Any
) -> None:
    with travel("2030-10-20 12:00:00+00:00"):
        client.force_login(editor)
        make_by_form(client, page)
    # Winter time by then.
    assert PrivatePreview.objects.get().ends_at.isoformat() == "2030-11-03T23:59:00+00:00"


@pytest.mark.parametrize("days", [0, 90])
def test_from_today_to_ninety_days(desk: Client, page: SectionPage, days: int) -> None:
    day = timezone.localdate() + timedelta(days=days)
    assert make_by_form(desk, page, ends_on=day.isoformat()).status_code == 302
    assert timezone.localdate(PrivatePreview.objects.get().ends_at) == day


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"days": -1}, "Enter today’s date or a later one"),
        ({"days": 91}, "within 90 days"),
        ({"ends_on": ""}, "required"),
        ({"ends_on": "soon"}, "valid date"),
        ({"shared_with": " "}, "required"),
        ({"shared_with": "x" * 201}, "at most 200 characters"),
        ({"version": "4711"}, "has been deleted"),
        ({"version": "9" * 30}, "has been deleted"),
    ],
)
def test_wrong_input_is_reported_and_makes_nothing(
    desk: Client, page: SectionPage, fields: dict[str, Any], said: str
) -> None:
    if "days" in fields:
        fields = {"ends_on": (timezone.localdate() + timedelta(days=fields["days"])).isoformat()}
    response = make_by_form(desk, page, **fields)
    assert said in text_of(response)
    assert not PrivatePreview.objects.exists()


def test_the_version_of_another_page_cannot_be_shared(desk: Client, page: SectionPage) -> None:
    other = SectionPageFactory()
    version = draft(other, summary="Of another page")
    response = make_by_form(desk, page, version=version.pk)
    assert "has been deleted" in text_of(response)
    assert not PrivatePreview.objects.exists()


def test_the_version_on_the_screen_is_shared_even_if_another_was_saved_since(
    desk: Client, page: SectionPage
) -> None:
    seen = page.get_latest_revision()
    draft(page, summary="Saved by someone else meanwhile")
    make_by_form(desk, page, version=seen.pk)
    assert "Still a secret" in words(open_link(PrivatePreview.objects.get()))


def test_a_page_without_a_draft_asks_for_one(desk: Client, page: SectionPage) -> None:
    page.revisions.all().delete()
    response = desk.get(form_url(page), follow=True)
    assert response.redirect_chain[0][0] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Save a draft first" in response.content.decode()


def test_a_public_version_is_said_to_be_public(desk: Client, page: SectionPage) -> None:
    assert "already public" not in text_of(desk.get(form_url(page)))
    page.get_latest_revision().publish()
    assert "already public" in text_of(desk.get(form_url(page)))


def test_a_locked_page_can_be_shared(desk: Client, page: SectionPage) -> None:
    page.locked = True
    page.save()
    assert make_by_form(desk, page).status_code == 302


def test_two_links_to_one_version_have_keys_of_their_own(desk: Client, page: SectionPage) -> None:
    make_by_form(desk, page)
    make_by_form(desk, page, shared_with="Someone else")
    assert len({preview.path for preview in PrivatePreview.objects.all()}) == 2


def test_an_unknown_page(desk: Client) -> None:
    assert desk.get("/admin/private-previews/page/999999/").status_code == 404
