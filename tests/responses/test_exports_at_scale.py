"""Exports of many responses: few queries, flat memory, and whole while others answer."""

import gc
import tracemalloc

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from consultation.responses.exports.manifest import FORMATS
from consultation.responses.exports.table import CHUNK, Selection, Table
from consultation.responses.models import Response
from tests.responses.actions import list_url, store, store_many
from tests.responses.export_readers import content, csv_table, export, sheets

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def peak(ending: str, page: Page) -> int:
    """Return the most memory, in bytes, that an export held at any time."""
    responses = Response.objects.filter(page=page).order_by("-id")
    gc.collect()
    tracemalloc.start()
    try:
        for _ in FORMATS[ending](Table(Selection(responses, "", "", page.pk))).chunks():
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_ten_responses_take_as_many_queries_as_one(
    analyst: Client, page: Page, ending: str
) -> None:
    first = store(page, summary="Something", details="More")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            content(analyst.get(f"{list_url(page)}?export={ending}"))
        return len(captured)

    queries()
    with_one = queries()
    store_many(first, 9)
    assert queries() == with_one


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_number_of_responses(page: Page, ending: str) -> None:
    first = store(page, summary="Something", details="word " * 100)
    peak(ending, page)
    # While one chunk is fetched, the one before is still held: two are the least to measure.
    store_many(first, 4 * CHUNK)
    few = peak(ending, page)
    store_many(first, 12 * CHUNK, start=4 * CHUNK)
    many = peak(ending, page)
    assert many < 1.25 * few, f"{few:,} bytes for {4 * CHUNK:,} responses, {many:,} for thrice that"


def test_the_headings_come_before_any_response_is_read(analyst: Client, page: Page) -> None:
    store_many(store(page, summary="Something"), 50)
    with CaptureQueriesContext(connection) as captured:
        response = analyst.get(f"{list_url(page)}?export=csv")
        before = len(captured)
        pieces = iter(response.streaming_content)
        assert next(pieces).count(b"\r\n") == 1
        assert len(captured) == before + 3, "the headings need form versions and titles alone"
        assert b"".join(pieces).count(b"\r\n") == 51
        assert len(captured) == before + 4


def test_every_one_of_many_responses_is_in_both_exports(analyst: Client, page: Page) -> None:
    first = store(page, summary="Something")
    store_many(first, CHUNK + 100)
    references = [response.reference_text for response in Response.objects.order_by("-submit_time")]
    in_csv = [row[1] for row in csv_table(export(analyst, page, "csv"))[1:]]
    (sheet,) = sheets(export(analyst, page, "xlsx"))
    in_xlsx = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert in_csv == in_xlsx == references
