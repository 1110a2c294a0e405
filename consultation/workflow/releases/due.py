"""Releases whose moment has come, as `publish_scheduled` finds them."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from consultation.workflow.models import Release, ReleaseState
from consultation.workflow.releases.publishing import hold, release_as_planned

logger = logging.getLogger(__name__)

FAULT = (
    "Something went wrong in the portal, and nothing was published. "
    "Whoever keeps the server finds more in the log of that minute."
)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one release that was due.

    Args:
        message: one sentence for whoever reads the job's output.
        is_fault: whether it was not released.
    """

    message: str
    is_fault: bool = False


def due_releases() -> list[Release]:
    """Return what is due and waits for nobody, the earliest first."""
    return list(
        Release.objects.filter(
            state=ReleaseState.SCHEDULED, planned_at__lte=timezone.now(), failed_at=None
        ).order_by("planned_at", "pk")
    )


def release_due() -> Iterator[Report]:
    """Release what is due, one by one: a fault in one stops none of the others.

    Several machines may do so at once. What was missed while none did is caught up.
    """
    for release in due_releases():
        planned = release.planned_in_words
        try:
            outcome = release_as_planned(release)
        except (OperationalError, InterfaceError) as error:
            # The database was busy or away. Nothing was published, so the next run can try.
            logger.warning("Release %s: %s", release.pk, error)
            yield Report(
                f"“{release}” could not be released, and will be tried again: {error}",
                is_fault=True,
            )
            continue
        except Exception:
            logger.exception("Release %s failed", release.pk)
            _hold_after_fault(release)
            yield Report(f"“{release}” was not released: {FAULT}", is_fault=True)
            continue
        if outcome.released:
            yield Report(f"“{release}”, planned for {planned}, is released.")
        elif not outcome.too_late:
            reasons = " ".join(outcome.reasons)
            yield Report(f"“{release}” was not released: {reasons}", is_fault=True)


def _hold_after_fault(release: Release) -> None:
    """Let a release wait for a person, so that a fault is not repeated every minute."""
    with transaction.atomic():
        locked = Release.objects.select_for_update().get(pk=release.pk)
        if locked.is_due(timezone.now()):
            log(locked, "releases.fail", data={"reasons": [FAULT]})
            hold(locked, [FAULT])
