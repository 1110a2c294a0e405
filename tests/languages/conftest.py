"""A portal in English and Welsh, with pages of both."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import clear_url_caches
from django.utils.translation import override
from wagtail.models import Locale

from consultation.pages.models import ConsultationPage, SectionPage
from home.models import HomePage
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form, site_home

LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]


@pytest.fixture
def languages(settings: Any) -> Iterator[None]:
    """Set what PORTAL_LANGUAGES="en-gb,cy" sets."""
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
    settings.WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
    settings.WAGTAIL_I18N_ENABLED = True
    clear_url_caches()
    with override("en-gb"):
        yield
    clear_url_caches()


@pytest.fixture
def welsh(languages: None, db: None) -> Locale:
    return Locale.objects.get_or_create(language_code="cy")[0]


def translated(page: Any, locale: Locale, **fields: str) -> Any:
    """Return a published translation of a page."""
    copy = page.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    copy.refresh_from_db()
    return copy


@pytest.fixture
def welsh_home(welsh: Locale) -> HomePage:
    """Return the published front page in Welsh."""
    return translated(site_home(), welsh, title="Ymgyngoriadau")


@pytest.fixture
def consultation() -> ConsultationPage:
    return ConsultationPageFactory(title="Shared tools", slug="tools")


@pytest.fixture
def welsh_consultation(
    consultation: ConsultationPage, welsh: Locale, welsh_home: HomePage
) -> ConsultationPage:
    """Return the published translation of the consultation."""
    return translated(consultation, welsh, title="Offer a rennir", slug="offer")


@pytest.fixture
def section(consultation: ConsultationPage) -> SectionPage:
    return SectionPageFactory(
        parent=consultation, title="Tools", slug="part", blocks=[feedback_form()]
    )


@pytest.fixture
def welsh_section(
    section: SectionPage, welsh: Locale, welsh_consultation: ConsultationPage
) -> SectionPage:
    """Return the published translation of the section, with its form."""
    return translated(section, welsh, title="Offer", slug="rhan")


@pytest.fixture
def lone_section(consultation: ConsultationPage, welsh: Locale) -> SectionPage:
    """Return a Welsh page in the English tree."""
    page = SectionPage(
        title="Tudalen", slug="tudalen", locale=welsh, body=section_body(), summary="Crynodeb."
    )
    consultation.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def section_body() -> Any:
    return SectionPage._meta.get_field("body").stream_block.to_python([feedback_form()])
