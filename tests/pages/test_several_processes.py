"""Several processes, each with a memory of its own, change at the same time."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from consultation.pages.models import ConsultationPage
from tests.factories import ConsultationPageFactory, feedback_form
from tests.pages.reader_process import looker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
]

# In the hour that the clocks repeat.
CLOSES = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_two_processes_close_open_again_and_close_together() -> None:
    page: ConsultationPage = ConsultationPageFactory(closes_at=CLOSES, blocks=[feedback_form()])
    address = page.get_url()
    with ExitStack() as stack:
        lookers = [stack.enter_context(looker()) for _ in range(2)]

        def seen(moment: datetime, *addresses: str) -> list[dict[str, Any]]:
            return [
                each.look(moment, place) for each in lookers for place in addresses or (address,)
            ]

        def is_open(moment: datetime) -> set[bool]:
            views = seen(moment, address, "/")
            assert {view["status"] for view in views} == {200}
            forms = {view["has_form"] for view in views[::2]}
            assert {view["tags"] == ["Open"] for view in views} == forms
            return forms

        assert is_open(CLOSES - SECOND) == {True}
        assert is_open(CLOSES) == {False}
        assert is_open(CLOSES + SECOND) == {False}
        again = CLOSES + timedelta(hours=1)
        page.closes_at = again
        page.save_revision().publish()
        assert is_open(CLOSES) == {True}
        assert is_open(again - SECOND) == {True}
        assert is_open(again) == {False}
        assert {view["notes"] for view in seen(again)} == {1}
        assert {view["cache"] for view in seen(again - SECOND)} == {"private, no-cache"}
