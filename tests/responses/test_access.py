"""Who may come to responses: analysts. The right to edit pages opens nothing."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupPagePermission, Page

from consultation.responses.models import Response, Status
from tests.factories import make_user
from tests.responses.acting import ADMIN_HOME, sign_in, store, was_refused

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/admin/forms/",
    "/admin/forms/results/",
    "/admin/forms/submissions/{page}/",
    "/admin/forms/submissions/{page}/results/",
    "/admin/forms/submissions/{page}/?export=csv",
    "/admin/forms/submissions/{page}/?export=xlsx",
    "/admin/forms/submissions/{page}/results/?export=csv",
    "/admin/forms/submissions/{page}/delete/?selected-submissions={response}",
    "/admin/responses/{response}/",
    "/admin/responses/status/?selected-submissions={response}",
    "/admin/responses/ledger/",
    "/admin/all-responses/",
    "/admin/all-responses/?export=csv",
    "/admin/all-responses/?export=xlsx",
    "/admin/all-responses/?q=secret",
    "/admin/all-responses/history/{response}/",
    "/admin/all-responses/inspect/{response}/",
    "/admin/all-responses/edit/{response}/",
    "/admin/all-responses/delete/{response}/",
    "/admin/all-responses/create/",
]

READ_BY_ANALYSTS = [
    address
    for address in ADDRESSES
    if not any(word in address for word in ("delete", "history", "inspect", "edit", "create"))
]


@pytest.fixture
def response(page: Page) -> Response:
    return store(page, summary="A secret", role="Local authority leadership")


def filled(address: str, response: Response) -> str:
    return address.format(page=response.page_id, response=response.pk)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher"])
def test_who_edits_pages_comes_to_no_response(response: Response, role: str, address: str) -> None:
    client = sign_in(role)
    for answer in (client.get(filled(address, response)), client.post(filled(address, response))):
        assert was_refused(answer) or answer.status_code == 404
        assert b"secret" not in answer.content
        assert response.reference_text.encode() not in answer.content
    response.refresh_from_db()
    assert response.status == Status.COUNTED


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_comes_to_a_response_without_signing_in(
    client: Client, response: Response, address: str
) -> None:
    for answer in (client.get(filled(address, response)), client.post(filled(address, response))):
        assert answer.status_code in (302, 404)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/admin/login/?next=")


@pytest.mark.parametrize("address", READ_BY_ANALYSTS)
def test_an_analyst_comes_to_them(analyst: Client, response: Response, address: str) -> None:
    assert analyst.get(filled(address, response)).status_code == 200


def test_every_right_over_a_page_gives_none_over_its_responses(response: Response) -> None:
    owner = make_user("Editor")
    group = Group.objects.create(name="Owners")
    for action in ("add", "change", "publish", "lock", "unlock", "bulk_delete"):
        GroupPagePermission.objects.create(group=group, page=response.page, permission_type=action)
    owner.groups.add(group)
    response.page.owner = owner
    response.page.save()
    client = Client()
    client.force_login(owner)
    assert was_refused(client.get(f"/admin/forms/submissions/{response.page_id}/"))
    assert was_refused(client.get(f"/admin/responses/{response.pk}/"))


def test_an_analyst_who_left_sees_nothing(response: Response) -> None:
    user = make_user("Analyst")
    client = Client()
    client.force_login(user)
    user.is_active = False
    user.save()
    answer = client.get(f"/admin/responses/{response.pk}/")
    assert answer.status_code == 302
    assert answer["Location"] != ADMIN_HOME


def test_an_unknown_response_or_page_is_not_found(analyst: Client, response: Response) -> None:
    assert analyst.get("/admin/responses/999999/").status_code == 404
    assert analyst.get("/admin/forms/submissions/999999/").status_code == 404
