from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.pages.models import ConsultationPage, PublicDates


def record_public_dates(consultation: ConsultationPage) -> None:
    """Note which dates readers of a live page are told from now on, if they were told others."""
    with transaction.atomic():
        # Two publications at once would else both miss the other's note.
        Page.objects.select_for_update().filter(pk=consultation.pk).first()
        told = PublicDates.objects.filter(consultation=consultation.pk).last()
        # The reason goes with these dates; its field is empty for the next change.
        reason, consultation.dates_reason = consultation.dates_reason.strip(), ""
        if reason:
            ConsultationPage.objects.filter(pk=consultation.pk).update(dates_reason="")
        if told and told.are(consultation.opens_at, consultation.closes_at):
            return
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
            data = {
                "opens": [_text(told.opens_at), _text(noted.opens_at)],
                "closes": [_text(told.closes_at), _text(noted.closes_at)],
                "reason": noted.reason,
            }
            revision = consultation.live_revision
            log(consultation, "consultation.change_dates", revision=revision, data=data)


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""
