"""A portal that was set up, with people, and one thing of each kind to be reviewed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import AreaFactory, IdeaFactory, SectionPageFactory, ThemeFactory
from tests.review.actions import named_user

KINDS: dict[str, Callable[..., Any]] = {
    "page": SectionPageFactory,
    "area": AreaFactory,
    "theme": ThemeFactory,
    "idea": IdeaFactory,
}


@pytest.fixture(scope="module", autouse=True)
def _portal(request: pytest.FixtureRequest) -> None:
    """Set the portal up, with the steps of its review, for the modules that use the database."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("set_up_portal")


@pytest.fixture
def editor() -> Any:
    """Return an editor."""
    return named_user("Editor", "Anna")


@pytest.fixture
def reviewer() -> Any:
    """Return a reviewer."""
    return named_user("Reviewer", "Rita")


@pytest.fixture
def publisher() -> Any:
    """Return a publisher."""
    return named_user("Publisher", "Paul")


@pytest.fixture
def other_publisher() -> Any:
    """Return another publisher."""
    return named_user("Publisher", "Petra")


@pytest.fixture
def superuser() -> Any:
    """Return a superuser."""
    return named_user("superuser", "Root")


@pytest.fixture(params=["page", "idea"])
def item(request: pytest.FixtureRequest) -> Any:
    """Return a page and an idea in turn, which are public."""
    return KINDS[request.param]()


@pytest.fixture(params=KINDS)
def anything(request: pytest.FixtureRequest) -> Any:
    """Return one thing of each kind in turn, which is public."""
    return KINDS[request.param]()


@pytest.fixture
def page() -> Any:
    """Return a page that is public."""
    return SectionPageFactory()
