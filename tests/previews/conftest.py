"""What the tests of private previews begin with."""

from typing import Any

import pytest
from django.test import Client

from consultation.pages.models import SectionPage
from tests.factories import SectionPageFactory, feedback_form, make_user
from tests.previews.actions import draft


@pytest.fixture
def page() -> SectionPage:
    """Return a public page with a form, whose draft says something else."""
    page = SectionPageFactory(title="Mechanisms", summary="As published", blocks=[feedback_form()])
    draft(page, summary="Still a secret")
    page.refresh_from_db()
    return page


@pytest.fixture
def editor() -> Any:
    """Return an editor."""
    return make_user("Editor", first_name="Edith", last_name="Editor")


@pytest.fixture
def desk(editor: Any) -> Client:
    """Return the editor's browser."""
    client = Client()
    client.force_login(editor)
    return client
