"""Drafts, previews and the set-up of a portal with several languages."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Locale

from consultation.pages.models import SectionPage
from consultation.workflow.models import PrivatePreview
from home.models import HomePage
from tests.factories import make_user, site_home
from tests.feedback.screens import screen
from tests.previews.actions import draft, share

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(params=["welsh_section", "lone_section"])
def page(request: pytest.FixtureRequest) -> SectionPage:
    found: SectionPage = request.getfixturevalue(request.param)
    return found


def test_a_private_preview_is_in_the_language_of_its_page(
    client: Client, page: SectionPage
) -> None:
    draft(page, title="Drafft")
    preview = share(page, make_user("superuser"))
    assert preview.path.startswith("/preview/")
    response = client.get(preview.path)
    assert (response.status_code, response["Content-Language"]) == (200, "cy")
    assert screen(response).html["lang"] == "cy"
    PrivatePreview.objects.update(ends_at=timezone.now() - timedelta(days=1))
    ended = client.get(preview.path)
    assert (ended.status_code, ended["Content-Language"]) == (410, "cy")


def test_the_editors_preview_is_in_the_language_of_the_page(page: SectionPage) -> None:
    editor = Client()
    editor.force_login(make_user("superuser"))
    response = editor.get(f"/admin/pages/{page.pk}/view_draft/")
    assert screen(response).html["lang"] == "cy"
    assert get_language() == "en-gb"


def run_setup() -> str:
    output = StringIO()
    call_command("setup_portal", stdout=output)
    return output.getvalue()


def test_set_up_makes_a_draft_of_the_front_page_in_each_language(languages: None) -> None:
    assert "Cymraeg" in run_setup()
    copy = HomePage.objects.get(locale__language_code="cy")
    assert not copy.live
    assert copy.latest_revision is not None
    assert copy.translation_key == site_home().translation_key
    assert "nothing changed" in run_setup()
    assert HomePage.objects.count() == 2


def test_set_up_leaves_a_front_page_that_was_translated(welsh_home: HomePage) -> None:
    run_setup()
    welsh_home.refresh_from_db()
    assert welsh_home.live
    assert HomePage.objects.count() == 2


def test_set_up_makes_the_language_of_a_portal_in_one_other(settings: Any) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("cy", "Cymraeg")]
    settings.LANGUAGE_CODE = "cy"
    run_setup()
    assert Locale.get_default().language_code == "cy"
    assert HomePage.objects.count() == 1
