"""Erasing: the content goes for good, the count and the reason stay; nothing is deleted."""

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from consultation.responses.models import Response, Status
from tests.factories import answer, open_form, post_answer
from tests.factories.answers import STANDARD_ANSWERS
from tests.responses.actions import (
    list_rows,
    list_url,
    read_url,
    sign_in,
    store,
    text_of,
    was_refused,
)
from tests.responses.export_readers import csv_rows, export, xlsx_rows

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECRET = "Zebedee Unmistakable"


@pytest.fixture
def response(client: Client, page: Page) -> Response:
    return answer(
        client,
        page,
        summary=SECRET,
        details=SECRET,
        role="Local authority leadership",
        organisation=SECRET,
        email="zebedee.unmistakable@example.org",
    )


def stock_delete_url(response: Response) -> str:
    """Return the address at which Wagtail would delete a submission."""
    return f"{list_url(response.page)}delete/?selected-submissions={response.pk}"


def erase_url(response: Response) -> str:
    return f"/admin/responses/erase/?selected-submissions={response.pk}"


@pytest.mark.parametrize("url", [stock_delete_url, erase_url])
def test_without_a_reason_nothing_is_erased(administrator: Client, response: Response, url) -> None:
    for data in ({}, {"reason": ""}, {"reason": "  "}):
        assert administrator.post(url(response), data).status_code == 200
    response.refresh_from_db()
    assert response.status == Status.COUNTED
    assert response.form_data["summary"] == SECRET


@pytest.mark.parametrize("url", [stock_delete_url, erase_url])
def test_with_a_reason_the_content_is_gone_and_the_count_stays(
    administrator: Client, response: Response, url
) -> None:
    assert "deleted for good" in text_of(administrator.get(url(response)))
    assert administrator.post(url(response), {"reason": "They asked us to"}).status_code == 302
    kept = Response.objects.get(pk=response.pk)
    assert kept.status == Status.ERASED
    assert kept.status_reason == "They asked us to"
    assert kept.status_changed_by.username == "administrator"
    assert kept.form_data == {}
    assert (kept.search_text, kept.role, kept.reflection) == ("", "", "")
    assert kept.longest_answer == 0
    assert kept.reference == response.reference
    assert kept.submit_time == response.submit_time
    assert kept.page_id == response.page_id


def test_no_table_keeps_a_word_of_it(administrator: Client, response: Response) -> None:
    administrator.post(erase_url(response), {"reason": "They asked us to"})
    for model in apps.get_models():
        texts = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.values_list(*texts):
            assert "unmistakable" not in str(row).lower(), model


def test_it_is_in_the_log_with_name_time_and_reason(
    administrator: Client, response: Response
) -> None:
    administrator.post(stock_delete_url(response), {"reason": "They asked us to"})
    (entry,) = ModelLogEntry.objects.filter(action="responses.erase")
    assert entry.user.username == "administrator"
    assert entry.object_id == str(response.pk)
    assert entry.data == {"from": "counted", "to": "erased", "reason": "They asked us to"}
    response.refresh_from_db()
    assert abs((entry.timestamp - response.status_changed_at).total_seconds()) < 5


def test_lists_and_exports_no_longer_hold_it(
    administrator: Client, analyst: Client, page: Page, response: Response
) -> None:
    other = store(page, summary="Another one")
    administrator.post(erase_url(response), {"reason": "They asked us to"})
    (row,) = list_rows(analyst, page)
    assert row["Reference"] == other.reference_text
    for rows in (
        csv_rows(export(analyst, page, "csv")),
        xlsx_rows(export(analyst, page, "xlsx")),
    ):
        assert [row["Reference"] for row in rows] == [other.reference_text]


def test_its_page_says_that_it_was_erased(
    administrator: Client, analyst: Client, response: Response
) -> None:
    administrator.post(erase_url(response), {"reason": "They asked us to"})
    text = text_of(analyst.get(read_url(response)))
    assert "was erased" in text
    assert "They asked us to" in text
    assert SECRET not in text
    assert "Change status" not in text


def test_it_cannot_be_brought_back(
    administrator: Client, analyst: Client, response: Response
) -> None:
    administrator.post(erase_url(response), {"reason": "They asked us to"})
    again = analyst.post(
        f"/admin/responses/status/?selected-submissions={response.pk}",
        {"status": "counted", "reason": "Back"},
    )
    assert again.status_code == 404
    assert administrator.post(erase_url(response), {"reason": "Again"}).status_code == 404
    response.refresh_from_db()
    assert response.status == Status.ERASED
    assert ModelLogEntry.objects.filter(action="responses.erase").count() == 1


@pytest.mark.parametrize("role", ["Analyst", "Publisher", "Editor"])
@pytest.mark.parametrize("url", [stock_delete_url, erase_url])
def test_who_may_not_erase_cannot(response: Response, role: str, url) -> None:
    client = sign_in(role)
    assert was_refused(client.get(url(response)))
    assert was_refused(client.post(url(response), {"reason": "Because"}))
    response.refresh_from_db()
    assert response.status == Status.COUNTED


def test_not_even_a_superuser_deletes_a_response(response: Response) -> None:
    superuser = sign_in("superuser")
    superuser.post(stock_delete_url(response))
    superuser.post(stock_delete_url(response), {"reason": "Because"})
    for address in ("delete", "edit"):
        url = f"/admin/all-responses/{address}/{response.pk}/"
        assert was_refused(superuser.post(url)) or superuser.post(url).status_code == 404
    assert Response.objects.get().status == Status.ERASED


def test_a_response_of_another_page_is_not_erased_at_a_page_s_address(
    administrator: Client, page: Page, response: Response
) -> None:
    url = f"{list_url(page.get_parent())}delete/?selected-submissions={response.pk}"
    assert administrator.post(url, {"reason": "Because"}).status_code == 404
    response.refresh_from_db()
    assert response.status == Status.COUNTED


def test_the_same_submission_sent_again_does_not_bring_it_back(
    client: Client, administrator: Client, page: Page
) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS
    first = post_answer(client, page, fields)
    response = Response.objects.get()
    administrator.post(erase_url(response), {"reason": "They asked us to"})
    again = post_answer(client, page, fields)
    assert again["Location"] == first["Location"]
    assert Response.objects.get().form_data == {}


def test_erasing_leaves_no_content_in_the_page_s_log(
    administrator: Client, response: Response
) -> None:
    administrator.post(stock_delete_url(response), {"reason": "They asked us to"})
    assert SECRET not in str(list(PageLogEntry.objects.values_list("label", "data")))
