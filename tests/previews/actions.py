"""What the tests of private previews do: create one, and open it without an account."""

from datetime import datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from consultation.workflow.models import PrivatePreview
from consultation.workflow.previews.services import create_preview

RECIPIENT = "Dr Ada Green, advisory board"


def draft(page: Page, **changes: Any) -> Any:
    """Save a draft of the page with these changes and return its version."""
    newest = page.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(newest, name, value)
    return newest.save_revision()


def share(
    page: Page,
    user: Any,
    *,
    shared_with: str = RECIPIENT,
    ends_at: datetime | None = None,
    revision: Any = None,
) -> PrivatePreview:
    """Make a private preview of the page's newest version, for a fortnight by default."""
    return create_preview(
        page,
        revision or page.get_latest_revision(),
        user,
        shared_with=shared_with,
        ends_at=ends_at or timezone.now() + timedelta(days=14),
    )


def form_url(page: Page) -> str:
    """Return the address where a page's private previews are made."""
    return reverse("private_previews:of_page", args=[page.pk])


def make_by_form(client: Client, page: Page, **fields: Any) -> HttpResponse:
    """Fill in the form for a new private preview as it is shown, and send it."""
    shown = client.get(form_url(page))
    assert shown.status_code == 200
    form = BeautifulSoup(shown.content, "html.parser").select_one("main form[method=post]")
    assert form is not None
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return client.post(form_url(page), data | {"shared_with": RECIPIENT} | fields)


def open_link(preview: PrivatePreview) -> HttpResponse:
    """Open the link without an account."""
    return Client().get(preview.path)


def words(response: HttpResponse) -> str:
    """Return the words of a public page, spaces made one."""
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def history(page: Page) -> list[tuple[str, str, str]]:
    """Return (what, who, details) of all that was done with the page's previews, oldest first."""
    entries = PageLogEntry.objects.filter(page=page.pk, action__startswith="preview.")
    return [
        (entry.action, entry.user_display_name, str(entry.message))
        for entry in entries.order_by("timestamp", "pk")
    ]
