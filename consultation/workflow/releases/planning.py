"""When a release goes out, or that it does not."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from consultation.workflow.models import MemberState, Release, ReleaseState
from consultation.workflow.releases.locking import ReleaseError, lock_open
from consultation.workflow.releases.people import name_of


def schedule(release: Release, moment: datetime, user: Any) -> None:
    """Set or change the moment of a release, and let it be tried again if it had failed.

    Raises:
        ReleaseError: it is not open, is empty, or the moment has passed.
    """
    with transaction.atomic():
        locked = lock_open(release)
        if moment <= timezone.now():
            raise ReleaseError("That moment has passed. Choose a later one, or release now.")
        if not locked.members.exists():
            raise ReleaseError("There is nothing in this release yet.")
        before = locked.planned_at if locked.is_scheduled else None
        locked.state = ReleaseState.SCHEDULED
        locked.planned_at = moment
        locked.scheduled_at = timezone.now()
        locked.scheduled_by = name_of(user)
        locked.failed_at, locked.failure = None, ""
        locked.save()
        data = {"moment": moment.isoformat()}
        if before is None:
            log(locked, "releases.schedule", user=user, data=data)
        else:
            data["before"] = before.isoformat()
            log(locked, "releases.reschedule", user=user, data=data)


def unschedule(release: Release, user: Any) -> None:
    """Take the moment away: the release is being gathered again.

    Raises:
        ReleaseError: it is released or cancelled.
    """
    with transaction.atomic():
        locked = lock_open(release)
        if not locked.is_scheduled:
            return
        before = locked.planned_at.isoformat() if locked.planned_at else ""
        locked.state = ReleaseState.GATHERING
        locked.planned_at = None
        locked.failed_at, locked.failure = None, ""
        locked.save()
        log(locked, "releases.unschedule", user=user, data={"before": before})


def cancel(release: Release, user: Any) -> None:
    """Give up a release for good and let go what is in it: drafts and approvals stay.

    Raises:
        ReleaseError: it is released or cancelled already.
    """
    with transaction.atomic():
        locked = lock_open(release)
        locked.state = ReleaseState.CANCELLED
        locked.cancelled_at = timezone.now()
        locked.cancelled_by = name_of(user)
        locked.save()
        number = locked.members.update(state=MemberState.LET_GO)
        log(locked, "releases.cancel", user=user, data={"number": number})
