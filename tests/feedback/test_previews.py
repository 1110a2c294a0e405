"""A preview shows the draft's form, which can be tried and stores nothing."""

import pytest
from bs4 import Tag
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from consultation.pages.models import SectionPage
from consultation.responses.models import FormVersion, Response
from tests.factories import SectionPageFactory, feedback_form, make_user, open_form, question
from tests.factories.answers import STANDARD_ANSWERS
from tests.factories.editor import editor_form
from tests.feedback.screens import screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form()])


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_user("Editor"))
    return client


def previewed_form(response: HttpResponse) -> Tag:
    assert response.status_code == 200
    assert "This is a preview" in response.content.decode()
    return screen(response).select_one("#feedback form")


def test_a_draft_shows_its_form_as_a_preview(editor: Client, page: SectionPage) -> None:
    page.body = page.body.stream_block.to_python(
        [feedback_form(question("short_text", "only", "Only in the draft?"))]
    )
    page.save_revision()
    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    form = previewed_form(response)
    assert "Only in the draft?" in form.get_text()
    assert form["action"] == reverse("respond:preview")
    assert FormVersion.objects.count() == 1


def test_the_editors_preview_shows_the_form_as_it_is_being_changed(
    editor: Client, page: SectionPage
) -> None:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    body = [feedback_form(question("short_text", "unsaved", "Not saved yet?"))]
    sent = editor.post(address, editor_form(editor, page, body=body))
    assert sent.json()["is_valid"]
    form = previewed_form(editor.get(address))
    assert "Not saved yet?" in form.get_text()
    assert form["action"] == reverse("respond:preview")


def test_the_preview_of_a_new_page_shows_its_form(editor: Client) -> None:
    page = SectionPageFactory(live=False, blocks=[feedback_form()])
    page.save_revision()
    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert previewed_form(response)["action"] == reverse("respond:preview")


def test_trying_the_form_stores_nothing(editor: Client, page: SectionPage) -> None:
    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    form = previewed_form(response)
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    tried = editor.post(form["action"], fields | STANDARD_ANSWERS)
    assert tried.status_code == 200
    assert "This is a preview: nothing was stored" in tried.content.decode()
    assert not Response.objects.exists()


def test_a_preview_of_a_closed_consultation_can_be_tried_too(
    editor: Client, page: SectionPage
) -> None:
    consultation = page.consultation
    consultation.closes_at = consultation.first_published_at
    consultation.save()
    response = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert previewed_form(response)["action"] == reverse("respond:preview")


def test_the_published_page_is_no_preview(editor: Client, page: SectionPage) -> None:
    editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    response = editor.get(page.url)
    form = screen(response).select_one("#feedback form")
    assert form["action"] == reverse("respond:submit", args=[page.pk])
    assert open_form(editor, page)["form_token"]


def test_the_previews_address_only_takes_what_is_tried(client: Client) -> None:
    assert client.get(reverse("respond:preview")).status_code == 405
    assert client.post(reverse("respond:preview")).status_code == 200
