from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from consultation.workflow.models import PrivatePreview


def _log(preview: PrivatePreview, action: str, **kwargs: Any) -> None:
    ends = preview.ends_at.isoformat()
    data = {"shared_with": preview.shared_with, "ends": ends, "version": preview.revision_id}
    log(preview.page.specific_deferred, action, data=data, **kwargs)


@transaction.atomic
def create_preview(
    page: Page, revision: Revision, user: Any, *, shared_with: str, ends_at: datetime
) -> PrivatePreview:
    """Make a link that shows one version of a page, and log it in the page's history."""
    preview = PrivatePreview.objects.create(
        page=page, revision=revision, created_by=user, shared_with=shared_with, ends_at=ends_at
    )
    _log(preview, "preview.create", user=user)
    return preview


@transaction.atomic
def revoke_preview(preview: PrivatePreview, user: Any) -> bool:
    """End a link early and return whether it was running: of two users, only one ends it."""
    running = PrivatePreview.objects.running().filter(pk=preview.pk)
    if not running.update(ended_at=timezone.now(), ended_by=user):
        return False
    _log(preview, "preview.revoke", user=user)
    return True


@transaction.atomic
def log_end(preview: PrivatePreview) -> bool:
    """Log once, under its date, that a link has ended; return whether that was news."""
    unlogged = PrivatePreview.objects.past_their_end().filter(pk=preview.pk)
    if preview.end_is_logged or not unlogged.update(end_is_logged=True):
        return False
    _log(preview, "preview.end", timestamp=preview.ends_at)
    return True


def log_ends() -> int:
    """Log the end of every link that has reached its date; return how many there were."""
    return sum(map(log_end, PrivatePreview.objects.past_their_end().select_related("page")))
