from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def at_once(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """Return what sends a form, and does the tasks that this asks for."""

    def send(client: Client, address: str, data: Any = None) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, data or {})

    return send
