from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtaildraftsharing.models import WagtaildraftsharingLink

from consultation.workflow.models import PrivatePreview


def _log(preview: PrivatePreview, action: str, **kwargs: Any) -> None:
    """Put an entry into the page's history."""
    data = {
        "for_whom": preview.for_whom,
        "ends": preview.ends_at.isoformat(),
        "version": preview.link.revision_id,
    }
    log(preview.page.specific_deferred, action, data=data, **kwargs)


@transaction.atomic
def start_preview(
    page: Page, revision: Revision, user: Any, *, for_whom: str, ends_at: datetime
) -> PrivatePreview:
    """Make a link that shows one version of a page, and note it in the page's history.

    Args:
        page: the page.
        revision: the version of that page which the link shows, whatever is saved later.
        user: who makes the link.
        for_whom: whom it is for, in the words of whoever makes it.
        ends_at: when the link ends.
    """
    link = WagtaildraftsharingLink.objects.create(
        revision=revision, created_by=user, active_until=ends_at
    )
    preview = PrivatePreview.objects.create(link=link, page=page, for_whom=for_whom)
    _log(preview, "sharing.start", user=user)
    return preview


@transaction.atomic
def end_preview(preview: PrivatePreview, user: Any) -> bool:
    """End a link before its date and note who did.

    Returns:
        Whether it was running till now. Of two people at once, one ends it.
    """
    now = timezone.now()
    running = WagtaildraftsharingLink.objects.filter(
        pk=preview.link_id, is_active=True, active_until__gt=now
    )
    if not running.update(is_active=False):
        return False
    preview.link.is_active = False
    preview.ended_at, preview.ended_by = now, user
    preview.save(update_fields=["ended_at", "ended_by"])
    _log(preview, "sharing.revoke", user=user)
    return True


def note_end(preview: PrivatePreview) -> bool:
    """Note in the page's history that a link has reached its date, under that date, once.

    Returns:
        Whether that was news.
    """
    if not preview.link.is_active:
        return False
    with transaction.atomic():
        unnoted = WagtaildraftsharingLink.objects.filter(
            pk=preview.link_id, is_active=True, active_until__lte=timezone.now()
        )
        if not unnoted.update(is_active=False):
            return False
        _log(preview, "sharing.end", timestamp=preview.ends_at)
        return True


def note_ends() -> int:
    """Note every link that has reached its date; return how many there were."""
    over = PrivatePreview.objects.past_their_end().select_related("link", "page")
    return sum(note_end(preview) for preview in over)
