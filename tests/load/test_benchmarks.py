"""What the benchmarks measure is answered: a change of the portal cannot break them unseen."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.factories import ConsultationPageFactory
from tests.load import lists, results, sites, subjects
from tests.load.generate import generate_responses
from tests.load.stock import stock_view

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ask_once(asked: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Ask for everything in place of measuring it, and see that it is answered."""
    for name, ask in asked.items():
        assert getattr(ask(), "status_code", 200) in (200, 303), name
    return dict.fromkeys(asked, 1.0)


@pytest.fixture
def nothing_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (lists, subjects):
        monkeypatch.setattr(module, "side_by_side", ask_once)


@pytest.mark.parametrize(
    "measure", [subjects.measure_pages, lists.measure_lists, sites.measure_sites]
)
def test_everything_that_is_measured_is_answered(
    nothing_measured: None, measure: Callable[[int], None]
) -> None:
    measure(30)


@pytest.mark.parametrize("export_format", ["csv", "xlsx"])
def test_exports_of_stock_wagtail_hold_all_responses(export_format: str) -> None:
    page = results.asking_page(ConsultationPageFactory())
    generate_responses(page, 3, seed=1)
    user = get_user_model()._default_manager.create_superuser("reader")
    answer = stock_view(page, user, f"export={export_format}")()
    assert b"".join(answer.streaming_content)
