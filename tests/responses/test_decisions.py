"""Moving responses to another status: with the right, a reason, a name and a time."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.timezone import now
from wagtail.models import ModelLogEntry, Page

from consultation.responses.models import Response, Status
from ideas.deletion import on_purpose
from tests.factories import make_user
from tests.responses.actions import (
    list_rows,
    list_url,
    read_url,
    store,
    text_of,
    was_refused,
)
from tests.responses.export_readers import csv_rows, export

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CHANGE = "/admin/responses/status/"


def change(client: Client, *responses: Response, **data: str):
    """Send the form that changes the status of responses."""
    selected = "&".join(f"selected-submissions={response.pk}" for response in responses)
    return client.post(f"{CHANGE}?{selected}", data)


@pytest.fixture
def response(page: Page) -> Response:
    return store(page, summary="Something", role="Leader")


@pytest.mark.parametrize("status", [Status.QUARANTINED, Status.EXCLUDED])
def test_the_status_is_changed_with_a_reason(
    analyst: Client, page: Page, response: Response, status: Status
) -> None:
    before = now()
    answer = change(analyst, response, status=status, reason="It is an advertisement.")
    assert answer.status_code == 302
    response.refresh_from_db()
    assert response.status == status
    assert response.status_reason == "It is an advertisement."
    assert response.status_changed_by.username == "analyst"
    assert before <= response.status_changed_at <= now()
    assert response.form_data == {"summary": "Something", "role": "Leader"}
    (row,) = list_rows(analyst, page)
    assert row["Status"] == status.label
    (exported,) = csv_rows(export(analyst, page, "csv"))
    assert exported["Status"] == status.label
    assert exported["Reason for status"] == "It is an advertisement."


def test_it_can_be_changed_back(analyst: Client, response: Response) -> None:
    change(analyst, response, status="excluded", reason="By mistake")
    change(analyst, response, status="counted", reason="It was a mistake")
    response.refresh_from_db()
    assert response.status == Status.COUNTED


def test_each_decision_is_in_the_log_with_name_time_and_reason(
    analyst: Client, response: Response
) -> None:
    change(analyst, response, status="excluded", reason="Twice the same")
    change(analyst, response, status="counted", reason="Not the same after all")
    first, second = (
        ModelLogEntry.objects.for_instance(response)
        .filter(action="responses.change_status")
        .order_by("timestamp")
    )
    assert first.user.username == second.user.username == "analyst"
    assert first.data == {"from": "counted", "to": "excluded", "reason": "Twice the same"}
    assert second.data == {"from": "excluded", "to": "counted", "reason": "Not the same after all"}
    assert first.timestamp <= second.timestamp <= now()
    text = text_of(analyst.get(read_url(response)))
    assert "by analyst. Reason: Twice the same" in text
    assert "by analyst. Reason: Not the same after all" in text


def test_several_are_changed_at_once(analyst: Client, page: Page, response: Response) -> None:
    other, left_alone = store(page, summary="Other"), store(page, summary="Left alone")
    screen = analyst.get(
        f"{CHANGE}?selected-submissions={response.pk}&selected-submissions={other.pk}"
    )
    assert "2 responses" in text_of(screen)
    assert other.reference_text in text_of(screen)
    change(analyst, response, other, status="excluded", reason="A campaign")
    statuses = dict(Response.objects.values_list("pk", "status"))
    assert statuses == {response.pk: "excluded", other.pk: "excluded", left_alone.pk: "counted"}
    assert ModelLogEntry.objects.filter(action="responses.change_status").count() == 2


def test_the_same_status_again_changes_and_logs_nothing(
    analyst: Client, response: Response
) -> None:
    change(analyst, response, status="counted", reason="It is counted already")
    response.refresh_from_db()
    assert response.status_reason == ""
    assert not ModelLogEntry.objects.filter(action="responses.change_status").exists()


@pytest.mark.parametrize(
    "data",
    [
        {"status": "excluded"},
        {"status": "excluded", "reason": ""},
        {"status": "excluded", "reason": " \n "},
        {"reason": "No status"},
        {"status": "erased", "reason": "Round the back"},
        {"status": "unheard of", "reason": "Nonsense"},
    ],
)
def test_without_a_reason_or_a_status_nothing_is_changed(
    analyst: Client, response: Response, data: dict[str, str]
) -> None:
    answer = change(analyst, response, **data)
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    response.refresh_from_db()
    assert response.status == Status.COUNTED
    assert not ModelLogEntry.objects.filter(action="responses.change_status").exists()


def test_reading_does_not_give_the_right_to_decide(response: Response) -> None:
    reader = make_user(username="reader")
    reader.user_permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(codename="view_response"),
    )
    client = Client()
    client.force_login(reader)
    assert client.get(read_url(response)).status_code == 200
    assert was_refused(client.get(f"{CHANGE}?selected-submissions={response.pk}"))
    assert was_refused(change(client, response, status="excluded", reason="Because"))
    response.refresh_from_db()
    assert response.status == Status.COUNTED


def test_the_right_to_decide_is_nothing_without_that_to_read(response: Response) -> None:
    decider = make_user(username="decider")
    decider.user_permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(codename="change_response"),
        Permission.objects.get(codename="delete_response"),
    )
    client = Client()
    client.force_login(decider)
    assert was_refused(change(client, response, status="excluded", reason="Because"))
    assert was_refused(client.get(f"/admin/responses/erase/?selected-submissions={response.pk}"))


def test_one_returns_to_where_one_came_from(
    analyst: Client, page: Page, response: Response
) -> None:
    came_from = f"{list_url(page)}?status=counted"
    answer = change(analyst, response, status="excluded", reason="Why", next=came_from)
    assert answer["Location"] == came_from
    elsewhere = change(
        analyst, response, status="counted", reason="Why", next="https://elsewhere.example/"
    )
    assert elsewhere["Location"] == "/admin/forms/"


@pytest.mark.parametrize(
    "selected",
    [
        "",
        "selected-submissions=x",
        "selected-submissions=999999",
        "selected-submissions=99999999999999999999999",
    ],
)
def test_nothing_selected_is_said_kindly(analyst: Client, selected: str) -> None:
    answer = analyst.get(f"{CHANGE}?{selected}", follow=True)
    assert "Select one or more responses first." in answer.content.decode()
    assert analyst.post(f"{CHANGE}?{selected}", {"reason": "x"}).status_code == 404


def test_a_decision_outlives_the_user_who_made_it(analyst: Client, response: Response) -> None:
    decider = Client()
    user = make_user("Analyst", "gone")
    decider.force_login(user)
    change(decider, response, status="excluded", reason="A campaign")
    number = user.pk
    with on_purpose("Behind the admin’s back"):
        user.delete()
    response.refresh_from_db()
    assert response.status == Status.EXCLUDED
    assert response.status_changed_by is None
    assert response.status_changed_at is not None

    text = text_of(analyst.get(read_url(response)))
    assert "Reason: A campaign" in text
    assert f"user {number} (deleted)" in text
