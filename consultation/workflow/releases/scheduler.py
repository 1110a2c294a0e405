"""Releases that are due, as `publish_scheduled` finds them."""

import logging
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from consultation.workflow.models import Release, ReleaseState
from consultation.workflow.releases.publish import record_failure, release_as_planned

logger = logging.getLogger(__name__)

FAULT = (
    "Something went wrong in the portal, and nothing was published. "
    "Whoever keeps the server finds more in the log of that minute."
)


def due_releases() -> QuerySet[Release]:
    """Return what is due and waits for nobody, the earliest first."""
    scheduled = Release.objects.filter(state=ReleaseState.SCHEDULED, failed_at=None)
    return scheduled.filter(planned_at__lte=timezone.now()).order_by("planned_at", "pk")


def release_due() -> Iterator[tuple[bool, str]]:
    """Release what is due, one by one: a fault in one stops none of the others.

    Several machines may do so at once. What was missed while none did is caught up.

    Yields:
        Of each whether it went out, and a sentence for whoever reads the job's output.
    """
    for release in list(due_releases()):
        try:
            reasons = release_as_planned(release)
        except (OperationalError, InterfaceError) as error:
            # The database was busy or away. Nothing was published, so the next run can try.
            logger.warning("Release %s: %s", release.pk, error)
            yield False, f"“{release}” could not be released, and will be tried again: {error}"
            continue
        except Exception:
            logger.exception("Release %s failed", release.pk)
            _record_fault(release)
            yield False, f"“{release}” was not released: {FAULT}"
            continue
        if reasons:
            yield False, f"“{release}” was not released: {' '.join(reasons)}"
        elif reasons is not None:
            yield True, f"“{release}”, planned for {release.planned_in_words}, is released."


def _record_fault(release: Release) -> None:
    """Let a release wait for a person, so that a fault is not repeated every minute."""
    with transaction.atomic():
        locked = Release.objects.select_for_update().get(pk=release.pk)
        if locked.is_due(timezone.now()):
            log(locked, "releases.fail", data={"reasons": [FAULT]})
            record_failure(locked, [FAULT])
