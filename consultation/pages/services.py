"""Writing about consultations."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.pages.models import ConsultationPage, PublicDates


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _take_reason(consultation: ConsultationPage) -> str:
    """Return the reason that goes with the dates, and empty the field for the next change."""
    reason = consultation.dates_reason.strip()
    if reason:
        consultation.dates_reason = ""
        ConsultationPage.objects.filter(pk=consultation.pk).update(dates_reason="")
    return reason


def record_public_dates(consultation: ConsultationPage) -> PublicDates | None:
    """Note which dates readers are told from now on, if they are others than before.

    Args:
        consultation: as it is live now.

    Returns:
        What was noted; None where readers know these dates already.
    """
    with transaction.atomic():
        # Two publications at once would else both miss the other's note.
        Page.objects.select_for_update().filter(pk=consultation.pk).first()
        told = PublicDates.objects.filter(consultation=consultation.pk).last()
        reason = _take_reason(consultation)
        if told and told.are(consultation.opens_at, consultation.closes_at):
            return None
        noted = PublicDates.objects.create(
            consultation_id=consultation.pk,
            published_at=timezone.now(),
            opens_at=consultation.opens_at,
            closes_at=consultation.closes_at,
            is_change=told is not None,
            opened_before=told.opens_at if told else None,
            closed_before=told.closes_at if told else None,
            reason=reason if told else "",
        )
        if told:
            log(
                consultation,
                "consultation.change_dates",
                revision=consultation.live_revision,
                data={
                    "opens": [_text(told.opens_at), _text(noted.opens_at)],
                    "closes": [_text(told.closes_at), _text(noted.closes_at)],
                    "reason": noted.reason,
                },
            )
    return noted
