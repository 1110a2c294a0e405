from datetime import datetime

from django.db import models
from django.utils import timezone

from consultation.feedback.availability import same_instant


def _kind(before: datetime | None, after: datetime | None) -> str:
    """Return what became of a date: moved, set, removed, or "" for nothing."""
    if same_instant(before, after):
        return ""
    if before and after:
        return "moved"
    return "set" if after else "removed"


class PublicDates(models.Model):
    """When a consultation opens and closes, as readers were told from some moment on.

    A row is added whenever other dates go public, and none is ever changed. Each
    but the first of a consultation is a note that readers see. The relation is a
    plain one on purpose: revisions and copies of the page do not carry it along.
    """

    consultation = models.ForeignKey(
        "consultation.ConsultationPage", on_delete=models.CASCADE, related_name="public_dates"
    )
    published_at = models.DateTimeField(default=timezone.now)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    is_change = models.BooleanField()
    opened_before = models.DateTimeField("opening told before", null=True)
    closed_before = models.DateTimeField("closing told before", null=True)
    reason = models.CharField(max_length=300, blank=True)

    # Else each note would count as a use of its page.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "public dates"
        verbose_name_plural = "public dates"
        default_permissions = ()
        # As they were noted: a clock may have been wrong for a while.
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Dates of consultation {self.consultation_id} from {self.published_at:%d.%m.%Y}"

    def are(self, opens_at: datetime | None, closes_at: datetime | None) -> bool:
        """Say whether these are the dates of a consultation, or of a draft of it."""
        return same_instant(self.opens_at, opens_at) and same_instant(self.closes_at, closes_at)

    @property
    def opening_change(self) -> str:
        return _kind(self.opened_before, self.opens_at) if self.is_change else ""

    @property
    def closing_change(self) -> str:
        return _kind(self.closed_before, self.closes_at) if self.is_change else ""

    @property
    def opened_again(self) -> bool:
        """Whether the consultation had closed, and this let it take answers again."""
        had_closed = self.closed_before and self.closed_before <= self.published_at
        is_open = self.closes_at is None or self.closes_at > self.published_at
        return bool(self.is_change and had_closed and is_open)
