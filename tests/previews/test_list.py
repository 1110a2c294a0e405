"""The list of private previews: of the pages that someone may change, and what they find in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from consultation.pages.models import SectionPage
from consultation.workflow.previews.services import revoke_preview
from tests.factories import SectionPageFactory, make_user
from tests.previews.actions import form_url, history, make_by_form, open_link, share
from tests.responses.actions import sign_in, table, text_of, was_refused

pytestmark = pytest.mark.django_db

LIST = "/admin/private-previews/"


def editor_of(page: Page) -> Client:
    """Return the browser of someone who may change this page and no other."""
    user = make_user(username="local")
    group = Group.objects.create(name="Local editors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(group=group, page=page, permission_type="change")
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def names(client: Client, query: str = "") -> list[str]:
    return [row["Shared with"] for row in table(client.get(LIST + query))]


def test_empty_it_says_how_to_begin(desk: Client) -> None:
    assert "open a page" in text_of(desk.get(LIST))


def test_what_it_shows(desk: Client, page: SectionPage, editor: Any) -> None:
    ends_at = timezone.make_aware(timezone.datetime(2040, 7, 3, 23, 59))
    share(page, editor, shared_with="Ada", ends_at=ends_at)
    (row,) = table(desk.get(LIST))
    assert row["Page"].startswith("Mechanisms (")
    assert row["Status"] == "Running"
    assert row["End date"] == "3 July 2040, 11:59pm"
    assert row["Created by"] == "Edith Editor"


def test_states(desk: Client, page: SectionPage, editor: Any) -> None:
    share(page, editor, shared_with="Running")
    share(page, editor, shared_with="Over", ends_at=timezone.now() - timedelta(days=1))
    revoke_preview(share(page, editor, shared_with="Revoked"), editor)
    assert names(desk) == ["Revoked", "Over", "Running"]
    assert [row["Status"] for row in table(desk.get(LIST))] == [
        "Ended early",
        "Ended on its date",
        "Running",
    ]
    for state, found in (("running", "Running"), ("ended", "Over"), ("revoked", "Revoked")):
        assert names(desk, f"?state={state}") == [found]


def test_searching_and_sorting(desk: Client, page: SectionPage, editor: Any) -> None:
    share(page, editor, shared_with="Ada")
    share(SectionPageFactory(title="Another"), editor, shared_with="Zoe")
    assert names(desk, "?q=ada") == ["Ada"]
    assert names(desk, "?q=another") == ["Zoe"]
    assert names(desk, "?ordering=shared_with") == ["Ada", "Zoe"]
    assert "No private previews match" in text_of(desk.get(LIST + "?q=no+one"))
    assert desk.get(LIST + "results/?q=ada").status_code == 200


def test_the_page_has_its_own_list(desk: Client, page: SectionPage, editor: Any) -> None:
    share(page, editor, shared_with="Ada")
    share(SectionPageFactory(), editor, shared_with="Zoe")
    assert [row["Shared with"] for row in table(desk.get(form_url(page)))] == ["Ada"]


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher", "Administrator"])
def test_who_may_change_pages_sees_and_makes(page: SectionPage, editor: Any, role: str) -> None:
    preview = share(page, editor)
    client = sign_in(role, f"the {role}")
    assert names(client) == [preview.shared_with]
    assert client.get(reverse("private_previews:read", args=[preview.pk])).status_code == 200
    assert make_by_form(client, page).status_code == 302
    assert LIST in client.get("/admin/").content.decode()


ADDRESSES = [LIST, LIST + "results/", LIST + "page/{page}/", LIST + "{pk}/", LIST + "{pk}/end/"]


def test_an_analyst_comes_to_none(page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    client = sign_in("Analyst")
    for address in ADDRESSES:
        url = address.format(page=page.pk, pk=preview.pk)
        for response in (client.get(url), client.post(url, {"shared_with": "Me"})):
            assert was_refused(response), address
            assert str(preview.key).encode() not in response.content
    assert LIST not in client.get("/admin/").content.decode()
    assert open_link(preview).status_code == 200
    assert len(history(page)) == 1


def test_no_one_comes_to_one_without_signing_in(
    client: Client, page: SectionPage, editor: Any
) -> None:
    preview = share(page, editor)
    for address in ADDRESSES:
        url = address.format(page=page.pk, pk=preview.pk)
        for response in (client.get(url), client.post(url)):
            assert response["Location"].startswith("/admin/login/"), address
    assert open_link(preview).status_code == 200


def test_who_may_change_one_page_has_to_do_with_that_page_alone(
    page: SectionPage, editor: Any
) -> None:
    own = SectionPageFactory(title="Their own")
    theirs, foreign = share(own, editor, shared_with="Ada"), share(page, editor, shared_with="Zoe")
    local = editor_of(own)
    assert names(local) == ["Ada"]
    assert local.get(reverse("private_previews:read", args=[theirs.pk])).status_code == 200
    assert make_by_form(local, own).status_code == 302
    for address in ADDRESSES[2:]:
        address = address.format(page=page.pk, pk=foreign.pk)
        version = page.get_latest_revision().pk
        fields = {"shared_with": "Me", "ends_on": "2040-01-01", "version": version}
        assert was_refused(local.get(address))
        assert was_refused(local.post(address, fields))
    assert len(history(page)) == 1
    assert open_link(foreign).status_code == 200


@pytest.mark.parametrize("address", [LIST, "of the page"])
def test_as_many_queries_for_ten_as_for_one(
    desk: Client, page: SectionPage, editor: Any, address: str
) -> None:
    address = form_url(page) if address == "of the page" else address

    def queries() -> int:
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    share(page, editor)
    with_one = queries()
    for number in range(9):
        on = page if "page" in address else SectionPageFactory()
        share(on, make_user("Editor", f"Editor {number}"))
    assert queries() == with_one
