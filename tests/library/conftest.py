import pytest
from django.test import Client

from tests.factories import make_user


@pytest.fixture
def editor(db: None) -> Client:
    """Return a browser of an editor."""
    client = Client()
    client.force_login(make_user("Editor", "edith"))
    return client
