"""Exports of many responses: few queries, flat memory, and whole while others answer."""

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from consultation.responses.columns import page_columns
from consultation.responses.exports import CHUNK, csv_lines, write_xlsx
from consultation.responses.models import Response
from tests.responses.acting import list_url, store, store_many
from tests.responses.reading_back import content, csv_table, export, sheets, xlsx_rows

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Nowhere:
    """A file that keeps nothing of what is written to it."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)

    def tell(self) -> int:
        return self.size

    def flush(self) -> None:
        pass

    def seekable(self) -> bool:
        return False


def write_csv(target: Nowhere, page: Page) -> None:
    for line in csv_lines(
        Response.objects.filter(page=page).order_by("-id"), page_columns(page.pk)
    ):
        target.write(line)


def write_workbook(target: Nowhere, page: Page) -> None:
    write_xlsx(target, Response.objects.filter(page=page).order_by("-id"), page_columns(page.pk))


def peak(write: Callable[[Nowhere, Page], None], page: Page) -> int:
    """Return the most memory, in bytes, that an export held at any moment."""
    gc.collect()
    tracemalloc.start()
    try:
        write(Nowhere(), page)
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


@pytest.mark.parametrize("write", [write_csv, write_workbook], ids=["csv", "xlsx"])
def test_memory_does_not_grow_with_the_number_of_responses(
    page: Page, write: Callable[[Nowhere, Page], None]
) -> None:
    first = store(page, summary="Something", details="word " * 100)
    peak(write, page)
    # While one chunk is fetched, the one before is still held: two are the least to measure.
    store_many(first, 2 * CHUNK)
    few = peak(write, page)
    store_many(first, 4 * CHUNK, start=2 * CHUNK)
    many = peak(write, page)
    assert many < 1.25 * few, f"{few:,} bytes for {2 * CHUNK:,} responses, {many:,} for twice that"


def test_the_first_line_comes_before_the_last_is_read(analyst: Client, page: Page) -> None:
    store_many(store(page, summary="Something"), 50)
    with CaptureQueriesContext(connection) as captured:
        response = analyst.get(f"{list_url(page)}?export=csv")
        before = len(captured)
        lines = iter(response.streaming_content)
        next(lines), next(lines)
        assert len(captured) == before, "the headings need no response"
        assert len(list(lines)) == 51
        assert len(captured) == before + 1


def test_every_one_of_many_responses_is_in_both_exports(analyst: Client, page: Page) -> None:
    first = store(page, summary="Something")
    store_many(first, CHUNK + 100)
    references = [response.reference_text for response in Response.objects.order_by("-submit_time")]
    in_csv = [row[1] for row in csv_table(export(analyst, page, "csv"))[1:]]
    (sheet,) = sheets(export(analyst, page, "xlsx"))
    in_xlsx = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert in_csv == in_xlsx == references


def test_a_long_answer_that_arrives_meanwhile_moves_no_cell(analyst: Client, page: Page) -> None:
    store(page, summary="Before", details="Short", role="Leader")
    arrived: list[Response] = []

    def answer_meanwhile(execute: Any, sql: str, *args: Any) -> Any:
        result = execute(sql, *args)
        if '"longest_answer" >' in sql and not arrived:
            arrived.append(store(page, summary="Meanwhile", details="x" * 50_000, role="Leader"))
        return result

    with connection.execute_wrapper(answer_meanwhile):
        data = export(analyst, page, "xlsx")
    assert arrived
    for row in xlsx_rows(data):
        assert row["Your role"] == "Leader"
        assert (
            row["Details"]
            == Response.objects.get(reference=row["Reference"].replace("-", "")).form_data[
                "details"
            ]
        )
    assert len(xlsx_rows(export(analyst, page, "xlsx"))) == 2
