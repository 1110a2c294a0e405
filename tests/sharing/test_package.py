"""Of wagtaildraftsharing only its links are used: none of its screens can be reached."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import NoReverseMatch, reverse

from consultation.pages.models import SectionPage
from tests.responses.acting import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["create", "view"])
def test_its_addresses_are_not_there(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"wagtaildraftsharing:{name}")


@pytest.mark.parametrize(
    "address",
    [
        "/admin/snippets/wagtaildraftsharing/wagtaildraftsharinglink/",
        "/admin/wagtaildraftsharing/",
        "/admin/wagtaildraftsharing/add/",
    ],
)
def test_its_list_is_not_there(address: str) -> None:
    assert sign_in("superuser").get(address).status_code == 404


def test_its_create_address_makes_nothing(page: SectionPage) -> None:
    client = sign_in("superuser")
    version = page.get_latest_revision().pk
    assert client.post("/preview/create/", {"revision": version}).status_code in (403, 405)


def test_it_adds_nothing_to_the_admin(desk: Client, page: SectionPage) -> None:
    for address in ("/admin/", reverse("wagtailadmin_pages:edit", args=[page.pk])):
        assert "wagtaildraftsharing" not in desk.get(address).content.decode()


def test_its_rights_are_not_offered_to_groups() -> None:
    response = sign_in("superuser").get(reverse("wagtailusers_groups:add"))
    rights = Permission.objects.filter(content_type__app_label="wagtaildraftsharing")
    assert rights.exists()
    assert "sharing link" not in response.content.decode().lower()
