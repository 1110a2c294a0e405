"""Shared by the tests of pages: a publisher and one page of each type."""

from collections.abc import Callable

import pytest
from django.test import Client
from wagtail.models import Page

from consultation.pages.models import ThemePage
from ideas.models import Area, Theme
from tests.factories import (
    ConsultationPageFactory,
    OutcomePageFactory,
    SectionPageFactory,
    make_user,
    site_home,
    the_set,
)


@pytest.fixture
def publisher(client: Client) -> Client:
    """Return a browser of a user who may publish alone, for tests that are not about reviews."""
    browser = Client()
    browser.force_login(make_user("superuser"))
    return browser


def a_section_of_a_section() -> Page:
    """Return a page below a section."""
    return SectionPageFactory(parent=SectionPageFactory())


def a_theme_page() -> Page:
    """Return the page of a theme in an area of its own."""
    area = Area.objects.create(name="An area", idea_set=the_set())
    theme = Theme(area=area, title="A theme", short_title="Theme")
    theme.save()
    return ConsultationPageFactory().add_child(
        instance=ThemePage(title="Page of a theme", theme=theme)
    )


PAGE_TYPES: dict[str, Callable[[], Page]] = {
    "front page": site_home,
    "consultation": ConsultationPageFactory,
    "section": SectionPageFactory,
    "section of a section": a_section_of_a_section,
    "theme page": a_theme_page,
    "outcome": OutcomePageFactory,
}


@pytest.fixture(params=PAGE_TYPES)
def any_page(request: pytest.FixtureRequest, db: None) -> Page:
    """Return a page of each type in turn."""
    return PAGE_TYPES[request.param]()
