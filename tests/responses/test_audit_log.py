"""Reading, listing and exporting leave their mark in Wagtail's audit log, and no personal data."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from tests.factories import answer, make_user
from tests.responses.actions import list_url, read_url, sign_in, store
from tests.responses.export_readers import content

pytestmark = pytest.mark.django_db


def page_log(page: Page, action: str) -> list[PageLogEntry]:
    """Return what is noted of an action about a page's responses."""
    return list(PageLogEntry.objects.filter(page=page.pk, action=f"responses.{action}"))


def test_reading_is_noted_each_time(analyst: Client, page: Page) -> None:
    response = store(page, summary="Something")
    for _ in range(2):
        analyst.get(read_url(response))
    entries = ModelLogEntry.objects.for_instance(response).filter(action="responses.view")
    assert [entry.user.username for entry in entries] == ["analyst", "analyst"]
    assert entries[0].label == response.reference_text


def test_listing_is_noted(analyst: Client, page: Page) -> None:
    analyst.get(list_url(page))
    (entry,) = page_log(page, "view_list")
    assert entry.user.username == "analyst"


def test_listing_again_is_noted_once_a_day_and_person(page: Page) -> None:
    now = timezone.now()
    first, second = make_user("Analyst", "first"), make_user("Analyst", "second")

    def list_after(hours: int, user: Any) -> int:
        """List the page some hours from now; return how often that is noted by then."""
        with travel(now + timedelta(hours=hours)):
            client = Client()
            client.force_login(user)
            assert client.get(list_url(page)).status_code == 200
        return len(page_log(page, "view_list"))

    assert [list_after(hours, first) for hours in (0, 1, 23)] == [1, 1, 1]
    assert list_after(23, second) == 2
    assert [list_after(hours, first) for hours in (25, 26)] == [3, 3]


@pytest.mark.parametrize("export_format", ["csv", "xlsx"])
def test_an_export_is_noted_with_its_size_and_filter(
    analyst: Client, page: Page, export_format: str
) -> None:
    for _ in range(3):
        store(page, summary="Something", role="Leader")
    store(page, summary="Something", role="Analyst")
    content(analyst.get(f"{list_url(page)}?export={export_format}&role=Leader&status=counted"))
    (entry,) = page_log(page, "export")
    assert entry.user.username == "analyst"
    assert entry.data == {
        "format": export_format,
        "rows": 3,
        "filter": "role=Leader&status=counted",
    }
    assert f"3 responses exported as {export_format}" in entry.formatter.format_message(entry)
    assert not page_log(page, "view_list"), "an export is not noted as a list too"


@pytest.mark.parametrize("address", ["{list}?export=csv&q=", "/admin/all-responses/?export=csv&q="])
def test_the_log_of_an_export_holds_no_word_searched_for(
    analyst: Client, page: Page, address: str
) -> None:
    store(page, summary="Jane Unmistakable said so")
    content(analyst.get(address.format(list=list_url(page)) + "Jane+Unmistakable"))
    (entry,) = PageLogEntry.objects.filter(action="responses.export")
    assert entry.data["rows"] == 1
    assert entry.data["filter"] == "searched=yes"
    assert "unmistakable" not in str(list(PageLogEntry.objects.values())).lower()


def test_the_log_of_a_search_in_the_list_holds_no_word_either(analyst: Client, page: Page) -> None:
    store(page, summary="Jane Unmistakable said so")
    analyst.get(list_url(page) + "?q=Unmistakable")
    analyst.get("/admin/all-responses/?q=Unmistakable")
    assert "unmistakable" not in str(list(PageLogEntry.objects.values())).lower()


@pytest.mark.parametrize("export_format", ["csv", "xlsx"])
def test_lists_and_exports_of_all_pages_are_noted_at_the_root(
    analyst: Client, page: Page, export_format: str
) -> None:
    store(page, summary="Something")
    analyst.get("/admin/all-responses/")
    content(analyst.get(f"/admin/all-responses/?export={export_format}"))
    root = Page.get_first_root_node()
    (listed,) = page_log(root, "view_list")
    (exported,) = page_log(root, "export")
    assert listed.user.username == exported.user.username == "analyst"
    assert exported.data == {"format": export_format, "rows": 1, "filter": ""}


@pytest.mark.parametrize(
    "url",
    [
        lambda page, response: list_url(page),
        lambda page, response: f"{list_url(page)}?export=csv",
        lambda page, response: read_url(response),
        lambda page, response: "/admin/all-responses/?export=csv",
    ],
    ids=["list", "export", "response", "all responses"],
)
def test_who_was_refused_is_not_noted_as_having_read(page: Page, url: Callable[..., str]) -> None:
    response = store(page, summary="Something")
    sign_in("Publisher").get(url(page, response))
    assert not ModelLogEntry.objects.filter(action__startswith="responses.").exists()
    assert not PageLogEntry.objects.filter(action__startswith="responses.").exists()


def test_answering_notes_no_one(client: Client, page: Page) -> None:
    answer(client, page)
    assert not ModelLogEntry.objects.filter(action__startswith="responses.").exists()


def test_the_report_of_the_whole_site_shows_what_was_done(page: Page) -> None:
    response = store(page, summary="Something")
    superuser = sign_in("superuser")
    superuser.get(list_url(page))
    superuser.get(read_url(response))
    content(superuser.get(f"{list_url(page)}?export=csv"))
    selected = f"?selected-submissions={response.pk}"
    change = {"status": "excluded", "reason": "Twice the same"}
    superuser.post(f"/admin/responses/status/{selected}", change)
    superuser.post(f"/admin/responses/erase/{selected}", {"reason": "They asked us to"})
    html = superuser.get("/admin/reports/site-history/").content.decode()
    for text in (
        "Responses listed",
        "Response read",
        "1 response exported as csv",
        "Status: Counted → Excluded",
        "Response erased",
    ):
        assert text in html
