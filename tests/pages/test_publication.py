"""What is public: published pages only, between the times that their editors set."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.models import Page

from consultation.pages.models import ConsultationPage
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form
from tests.factories.editor import edit_page

pytestmark = pytest.mark.django_db


def typed(moment: object) -> str:
    """Return a time as it is typed into the editor."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")  # type: ignore[arg-type]


def test_a_draft_is_not_public(client: Client) -> None:
    consultation = ConsultationPageFactory(title="A plan in the open")
    draft = SectionPageFactory(parent=consultation, title="Not for you yet", live=False)
    assert client.get(f"{consultation.url}{draft.slug}/").status_code == 404
    assert "Not for you yet" not in client.get(consultation.url).content.decode()


def test_a_draft_consultation_is_not_listed(client: Client) -> None:
    ConsultationPageFactory(title="A plan in the drawer", live=False)
    assert "A plan in the drawer" not in client.get("/").content.decode()


def test_an_unpublished_page_is_gone_and_leaves_the_navigation(client: Client) -> None:
    consultation = ConsultationPageFactory()
    section = SectionPageFactory(parent=consultation, title="Soon withdrawn")
    address = section.url
    assert "Soon withdrawn" in client.get(consultation.url).content.decode()
    section.unpublish()
    assert client.get(address).status_code == 404
    assert "Soon withdrawn" not in client.get(consultation.url).content.decode()


def test_a_page_scheduled_in_the_editor_goes_live_and_expires_in_its_time(
    publisher: Client, client: Client
) -> None:
    page = SectionPageFactory(live=False, title="To be released")
    address = f"{page.get_parent().url}{page.slug}/"
    now = timezone.now()
    response = edit_page(
        publisher,
        page,
        go_live_at=typed(now + timedelta(days=1)),
        expire_at=typed(now + timedelta(days=3)),
        body=[feedback_form()],
    )
    assert response.status_code == 302
    statuses = []
    for days in (0, 2, 4):
        with travel(now + timedelta(days=days)):
            call_command("publish_scheduled")
            statuses.append(client.get(address).status_code)
    assert statuses == [404, 200, 404]


def test_a_scheduled_change_shows_when_its_time_comes(publisher: Client, client: Client) -> None:
    page = SectionPageFactory(title="As it was")
    now = timezone.now()
    edit_page(publisher, page, title="As it will be", go_live_at=typed(now + timedelta(days=1)))
    call_command("publish_scheduled")
    assert "As it was</h1>" in client.get(page.url).content.decode()
    with travel(now + timedelta(days=2)):
        call_command("publish_scheduled")
        assert "As it will be</h1>" in client.get(page.url).content.decode()


def test_a_consultation_must_close_after_it_opens(publisher: Client) -> None:
    page = ConsultationPageFactory()
    now = timezone.now()
    moments = {"opens_at": typed(now), "closes_at": typed(now - timedelta(days=1))}
    response = edit_page(publisher, page, **moments)
    assert response.status_code == 200
    assert "The consultation must close after it opens." in response.content.decode()


def test_search_finds_the_text_of_a_body(any_page: Page) -> None:
    model = any_page.specific_class
    any_page.body = model._meta.get_field("body").stream_block.to_python(
        [
            {"type": "rich_text", "value": "<p>Speak of marmalade</p>"},
            {"type": "callout", "value": {"title": "Beware", "text": "<p>of wolverines</p>"}},
        ]
    )
    any_page.save_revision().publish()
    for word in ("marmalade", "wolverines", any_page.title.split()[0]):
        found = model.objects.live().search(word)
        assert any_page.pk in [page.pk for page in found], word
    assert not list(model.objects.live().search("rhubarb"))


def test_search_finds_summary_and_organisation_of_a_consultation() -> None:
    page = ConsultationPageFactory(summary="About gooseberries", organisation="Parsnip Board")
    for word in ("gooseberries", "parsnip"):
        assert [found.pk for found in ConsultationPage.objects.search(word)] == [page.pk]
