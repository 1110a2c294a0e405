"""While an export is written, others respond and decide; it is one snapshot and blocks no one."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from wagtail.models import Page

from consultation.responses.exports import table as table_module
from consultation.responses.models import Response, Status
from tests.factories import SectionPageFactory, feedback_form
from tests.responses.actions import list_url, sign_in, store, store_many
from tests.responses.export_bundle import open_bundle, post_export
from tests.responses.export_readers import csv_rows

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
]


@pytest.fixture
def page() -> Any:
    """Return a page with many responses, read in several chunks."""
    page = SectionPageFactory(title="Mechanisms", blocks=[feedback_form()])
    store_many(store(page, summary="Something"), 60)
    return page


def elsewhere(act: Callable[[], object]) -> None:
    """Do something through a connection of its own, as another process would."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive(), "it had to wait for the export"
    if errors:
        raise errors[0]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_what_arrives_and_is_decided_meanwhile_is_not_in_it(
    page: Page, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_module, "CHUNK", 20)
    analyst = sign_in("Analyst")
    pieces = iter(post_export(analyst, page, ending).streaming_content)  # type: ignore[attr-defined]
    read = [next(pieces)]
    # The columns of an XLSX file are settled before its first row.
    while len(read) < 3 and ending == "xlsx":
        read.append(next(pieces))

    def meanwhile() -> None:
        store(page, summary="Meanwhile", details="x" * 50_000)
        Response.objects.filter(page=page).update(status=Status.EXCLUDED)

    elsewhere(meanwhile)
    bundle = open_bundle(b"".join([*read, *pieces]))
    assert bundle.manifest["rows"] == 61
    if ending == "csv":
        rows = csv_rows(bundle.data)
        assert len(rows) == 61
        assert {row["Status"] for row in rows} == {"Counted"}
    assert Response.objects.filter(status=Status.EXCLUDED).count() == 62


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_browser_that_goes_away_leaves_nothing_open(page: Page, ending: str) -> None:
    analyst = sign_in("Analyst")
    for ask in (
        lambda: post_export(analyst, page, ending),
        lambda: analyst.get(f"{list_url(page)}?export={ending}"),
    ):
        response = ask()
        next(iter(response.streaming_content))  # type: ignore[attr-defined]
        response.close()
        assert not connection.in_atomic_block
        if connection.vendor == "sqlite" and connection.connection is not None:
            assert not connection.connection.in_transaction
        store(page, summary="Afterwards")


def test_an_error_on_the_way_ends_the_download_and_not_the_file(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst = sign_in("Analyst")
    response = post_export(analyst, page, "csv")

    def fail(*args: Any) -> Any:
        raise RuntimeError("something broke")

    monkeypatch.setattr(table_module, "metadata_cells", fail)
    with pytest.raises(RuntimeError, match="something broke"):
        list(response.streaming_content)  # type: ignore[attr-defined]
    response.close()
    assert not connection.in_atomic_block
