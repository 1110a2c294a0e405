"""Open data answers as its own description says, whatever it is asked for."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from consultation.pages.open_data import MinuteThrottle
from tests.factories import ConsultationPageFactory, idea_tree

pytestmark = [pytest.mark.django_db, pytest.mark.database]


description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


@pytest.fixture
def _open_data(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make some open data, of which everybody may ask as much as they like."""
    cache.clear()
    signals = (request_started, request_finished)
    for signal in signals:
        # It would end the test's own transaction.
        signal.disconnect(close_old_connections)
    idea_tree(2, 1, 1)
    ConsultationPageFactory()
    monkeypatch.setattr(MinuteThrottle, "allow_request", lambda self, request: True)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_open_data")
@description.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_question_is_answered_as_described(case: schemathesis.Case) -> None:
    # werkzeug, which asks in place of a network, unpacks nothing.
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
