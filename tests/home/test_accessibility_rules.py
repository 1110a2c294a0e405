"""Wagtail's checker runs by all rules in the editor and on pages, and for no one from outside."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.factories import SectionPageFactory
from tests.responses.actions import sign_in

pytestmark = pytest.mark.django_db


def configuration(html: bytes) -> dict[str, Any]:
    soup = BeautifulSoup(html, "html.parser")
    userbar = soup.select_one("template")
    found = soup.select_one("[id$=axe-configuration]") or (
        userbar
        and BeautifulSoup(userbar.decode_contents(), "html.parser").select_one(
            "[id$=axe-configuration]"
        )
    )
    assert found is not None
    return dict(json.loads(found.get_text()))


@pytest.mark.parametrize("place", ["editor", "page"])
def test_all_rules_with_words_for_editors(place: str) -> None:
    page = SectionPageFactory()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk]) if place == "editor" else page.url
    set_up = configuration(sign_in("Editor").get(address).content)
    assert "runOnly" not in set_up["options"]
    rules = set_up["options"]["rules"]
    assert rules["target-size"] == rules["td-has-header"] == {"enabled": True}
    assert [name for name, rule in rules.items() if not rule["enabled"]] == [
        "color-contrast-enhanced"
    ]
    assert set_up["messages"]["image-alt"]["help_text"].startswith("Describe what it shows")


def test_readers_get_none_of_it(client: Client) -> None:
    response = client.get(SectionPageFactory().url)
    assert b"axe" not in response.content
    assert b"userbar" not in response.content
    assert not response.cookies
