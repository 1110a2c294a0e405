"""Making releases, approving what is in them and scheduling, as tests of releases need it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision, Workflow

from consultation.pages.models import ConsultationPage
from consultation.workflow.models import Release
from consultation.workflow.releases.services import add_items, schedule
from home.setup.roles import ensure_review
from tests.factories import ConsultationPageFactory, make_user, redraft


def person(name: str, role: str = "Publisher", **fields: Any) -> Any:
    """Return someone with this full name, made if there is no one yet."""
    found = get_user_model()._default_manager.filter(username=name.lower()).first()
    return found or make_user(role, username=name.lower(), first_name=name, **fields)


def fresh(item: Any) -> Any:
    """Return a page or idea as it is now, a page as its specific type."""
    found = type(item)._default_manager.get(pk=item.pk)
    return found.specific if isinstance(found, Page) else found


def submit(item: Any, by: str = "Edith") -> Any:
    """Send the latest draft to review and return the review's state."""
    ensure_review()
    item = fresh(item)
    workflow = item.get_workflow() or Workflow.objects.get(active=True)
    return workflow.start(item, person(by, "Editor"))


def approve(item: Any, by: Iterable[str] = ("Rita", "Paul"), comment: str = "") -> None:
    """Approve the steps of a review, each by the next of these people."""
    state = fresh(item).current_workflow_state or submit(item)
    for name in by:
        state.refresh_from_db()
        _decide(state, "approve", name, comment)


def send_back(item: Any, reason: str, by: str = "Rita") -> None:
    """Reject what is in review."""
    state = fresh(item).current_workflow_state or submit(item)
    _decide(state, "reject", by, reason)


def _decide(state: Any, action: str, by: str, comment: str) -> None:
    task_state = state.current_task_state.specific
    refused = task_state.task.specific.on_action(task_state, person(by), action, comment=comment)
    assert refused.endswith("/done/"), refused


def _consultation_of(items: Iterable[Any]) -> ConsultationPage:
    pages = [item for item in items if isinstance(item, Page)]
    if not pages:
        return ConsultationPage.objects.first() or ConsultationPageFactory()
    return ConsultationPage.objects.ancestor_of(pages[0], inclusive=True).get()


def begin(consultation: ConsultationPage, title: str = "Second round") -> Release:
    """Return a release with nothing in it."""
    return Release.objects.create(
        title=title,
        consultation=consultation,
        consultation_title=consultation.title,
        created_by="Edith",
    )


def make_release(
    *items: Any, consultation: ConsultationPage | None = None, title: str = "Second round"
) -> Release:
    """Return a release of their consultation with these in it."""
    release = begin(consultation or _consultation_of(items), title)
    result = add_items(release, map(fresh, items), person("Edith", "Editor"))
    assert not result.refused, result.refused
    return release


def make_approved_release(*items: Any, **fields: Any) -> Release:
    """Return a release in which everything is approved."""
    release = make_release(*items, **fields)
    for item in items:
        approve(item)
    return release


def plan(release: Release, hours: float = 1) -> None:
    """Schedule a release for so many hours from now."""
    schedule(release, timezone.now() + timedelta(hours=hours), person("Paul"))
    release.refresh_from_db()


def change(item: Any, by: str = "Edith", **changes: Any) -> Revision:
    """Save a new draft with these changes, as someone."""
    revision = redraft(fresh(item), **changes)
    revision.user = person(by, "Editor")
    revision.save()
    return revision


def publish_scheduled() -> tuple[str, str, int]:
    """Run the command; return what it wrote, what it complained of, and its exit code."""
    from io import StringIO

    from django.core.management.base import CommandError

    output, errors = StringIO(), StringIO()
    try:
        call_command("publish_scheduled", stdout=output, stderr=errors)
    except CommandError as error:
        errors.write(str(error))
        return output.getvalue(), errors.getvalue(), error.returncode
    return output.getvalue(), errors.getvalue(), 0
