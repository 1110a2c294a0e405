"""The portal's settings: the header and footer of every page."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from consultation.workflow.models import PendingChange
from home.models import PortalSettings
from tests.factories import SectionPageFactory, make_user, site_home
from tests.factories.editor import block_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    return SectionPageFactory(title="Any page")


def part(client: Client, page: Page, selector: str) -> str:
    html = BeautifulSoup(client.get(page.url).content, "html.parser").select_one(selector)
    assert html is not None
    return html.decode()


def save_settings(**fields: object) -> PortalSettings:
    portal = PortalSettings.load()
    for name, value in fields.items():
        setattr(portal, name, value)
    portal.save()
    return portal


def test_its_name_is_in_the_header_the_footer_and_the_title(client: Client, page: Page) -> None:
    save_settings(service_name="Speak & listen", organisation="The Board")
    for each in (page, site_home()):
        for selector in ("header", "footer", "title"):
            assert "Speak &amp; listen" in part(client, each, selector), selector
        assert "The Board" in part(client, each, "footer")


def test_new_portal_has_a_name_and_two_links_at_its_foot(client: Client, page: Page) -> None:
    assert "Consultation portal" in part(client, page, "header")
    foot = part(client, page, "footer")
    assert foot.count("<a ") == 2
    assert "Search" in foot
    assert "Check your response" in foot


def test_its_address_and_text_are_in_the_footer(client: Client, page: Page) -> None:
    text = f'<p>Read <a linktype="page" id="{page.pk}">this</a></p>'
    save_settings(contact_email="us@example.org", footer_text=text)
    foot = part(client, page, "footer")
    assert 'href="mailto:us@example.org"' in foot
    assert f'href="{page.url}">this' in foot


def test_its_links_lead_to_pages_wherever_they_are_by_now(client: Client, page: Page) -> None:
    privacy, gone = SectionPageFactory(title="Privacy"), SectionPageFactory(title="Gone")
    links = [
        {"type": "link", "value": {"page": privacy.pk, "wording": ""}},
        {"type": "link", "value": {"page": page.pk, "wording": "Another wording"}},
        {"type": "link", "value": {"page": gone.pk, "wording": "Nowhere"}},
    ]
    stream = PortalSettings._meta.get_field("footer_links").stream_block
    save_settings(footer_links=stream.to_python(links))
    gone.delete()
    privacy.slug = "our-privacy"
    privacy.save_revision().publish()
    foot = part(client, page, "footer")
    assert f'{privacy.get_parent().url}our-privacy/">Privacy</a>' in foot
    assert f'{page.url}">Another wording</a>' in foot
    assert "Nowhere" not in foot


def test_two_administrators_change_them_in_the_admin(client: Client, page: Page) -> None:
    staff, second = Client(), Client()
    staff.force_login(make_user("Administrator"))
    second.force_login(make_user("Administrator", "second"))
    portal = PortalSettings.load()
    address = reverse("wagtailsettings:edit", args=["home", "portalsettings", portal.pk])
    assert staff.get(address).status_code == 200
    stream = PortalSettings._meta.get_field("footer_links").stream_block
    links = [{"type": "link", "value": {"page": page.pk, "wording": "Read this"}}]
    form = {
        "service_name": "From the admin",
        "organisation": "",
        "contact_email": "jörg@example.org",
        "footer_text": "null",
        **block_fields(stream, links, "footer_links"),
    }
    assert staff.post(address, form).status_code == 302
    assert "From the admin" not in part(client, page, "header")
    change = reverse("review:change", args=[PendingChange.objects.get().pk])
    assert second.post(change, {"decision": "confirm"}).status_code == 302
    assert "From the admin" in part(client, page, "header")
    assert "Read this" in part(client, page, "footer")
    assert PortalSettings.load().contact_email == "jörg@example.org"
    assert 'href="mailto:j%C3%B6rg@example.org"' in part(client, page, "footer")


@pytest.mark.parametrize("role", ["Editor", "Publisher", "Analyst"])
def test_no_one_else_may_change_them(client: Client, role: str) -> None:
    client.force_login(make_user(role))
    address = reverse(
        "wagtailsettings:edit", args=["home", "portalsettings", PortalSettings.load().pk]
    )
    assert client.post(address, {"service_name": "Mine"}).status_code == 302
    assert PortalSettings.load().service_name == "Consultation portal"
