"""What most tests of the analysts' side begin with."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import SectionPageFactory, feedback_form
from tests.responses.actions import sign_in


@pytest.fixture
def page() -> Any:
    """Return a published page with the standard form."""
    return SectionPageFactory(title="Mechanisms", blocks=[feedback_form()])


@pytest.fixture
def analyst() -> Client:
    """Return the browser of an analyst."""
    return sign_in("Analyst")


@pytest.fixture
def administrator() -> Client:
    """Return the browser of an administrator, who may erase."""
    return sign_in("Administrator")
