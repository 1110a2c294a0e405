"""Every page type: reached, rendered, edited, previewed, and its allowed place in the tree."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from consultation.pages.models import (
    ConsultationPage,
    OutcomePage,
    SectionPage,
    TemplatesPage,
    ThemePage,
)
from home.models import HomePage
from tests.factories import feedback_form
from tests.factories.editor import edit_page, editor_form

pytestmark = pytest.mark.django_db

TEXT = {"type": "rich_text", "value": "<p>Some words to read</p>"}


def test_it_is_reached_and_drawn_at_its_address(client: Client, any_page: Page) -> None:
    response = client.get(any_page.url)
    assert response.status_code == 200
    assert f'<h1 class="hero__title">{any_page.title}</h1>' in response.content.decode()


def test_it_has_a_template_of_its_own(client: Client, any_page: Page) -> None:
    names = [template.name for template in client.get(any_page.url).templates]
    assert any_page.template in names
    kind = any_page.specific_class.__name__.removesuffix("Page").lower()
    assert any_page.template.endswith(f"/{kind}_page.html")


def test_its_own_address_takes_no_answers(client: Client, any_page: Page) -> None:
    assert client.post(any_page.url, {"summary": "Not here"}).status_code == 405


def test_it_is_edited_and_published_in_the_editor(
    publisher: Client, client: Client, any_page: Page
) -> None:
    response = edit_page(publisher, any_page, body=[TEXT, feedback_form()], title="A new title")
    assert response.status_code == 302
    html = client.get(any_page.url).content.decode()
    assert "A new title</h1>" in html
    assert "Some words to read" in html
    assert 'name="summary"' in html


def test_it_is_saved_as_a_draft_without_a_change_to_what_is_public(
    publisher: Client, client: Client, any_page: Page
) -> None:
    assert edit_page(publisher, any_page, action="", body=[TEXT]).status_code == 302
    assert "Some words to read" not in client.get(any_page.url).content.decode()
    any_page.refresh_from_db()
    assert any_page.has_unpublished_changes


def test_it_is_previewed_with_what_has_been_typed(publisher: Client, any_page: Page) -> None:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[any_page.pk])
    form = editor_form(publisher, any_page, body=[TEXT, feedback_form()], title="Typed just now")
    assert publisher.post(address, form).json() == {"is_valid": True, "is_available": True}
    html = publisher.get(address).content.decode()
    assert "Typed just now</h1>" in html
    assert "Some words to read" in html
    assert "Nothing you type here is stored." in html


def test_it_keeps_its_revisions(publisher: Client, any_page: Page) -> None:
    before = any_page.revisions.count()
    edit_page(publisher, any_page, title="First wording")
    edit_page(publisher, any_page, title="Second wording")
    titles = [r.as_object().title for r in any_page.revisions.order_by("-id")[:2]]
    assert titles == ["Second wording", "First wording"]
    assert any_page.revisions.count() == before + 2


@pytest.mark.parametrize(
    ("parent", "children"),
    [
        (HomePage, {ConsultationPage, SectionPage}),
        (ConsultationPage, {SectionPage, ThemePage, OutcomePage}),
        (OutcomePage, {SectionPage}),
        (SectionPage, {SectionPage, ThemePage}),
        (ThemePage, {SectionPage}),
    ],
)
def test_what_is_allowed_below_it(parent: type[Page], children: set[type[Page]]) -> None:
    assert set(parent.allowed_subpage_models()) == children


def test_a_consultation_is_allowed_only_below_the_front_page_or_as_a_template() -> None:
    assert set(ConsultationPage.allowed_parent_page_models()) == {HomePage, TemplatesPage}


def test_nothing_but_the_root_may_hold_a_front_page() -> None:
    assert set(HomePage.allowed_parent_page_models()) == {Page}


@pytest.mark.parametrize("model", [HomePage, ConsultationPage, OutcomePage, SectionPage, ThemePage])
def test_editors_are_reported_what_it_is_for(model: type[Page]) -> None:
    description = model.get_page_description()
    assert description.endswith(".")
    assert "\n" not in description
