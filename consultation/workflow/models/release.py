from datetime import datetime

from django.db import models
from django.utils import timezone

from consultation.pages.models import ConsultationPage
from consultation.workflow.releases.moments import in_words


class ReleaseState(models.TextChoices):
    """How far a release has come."""

    GATHERING = "gathering", "Being gathered"
    SCHEDULED = "scheduled", "Scheduled"
    RELEASED = "released", "Released"
    CANCELLED = "cancelled", "Cancelled"


# What is in such a release waits for it.
OPEN_STATES = (ReleaseState.GATHERING, ReleaseState.SCHEDULED)


class Release(models.Model):
    """Drafts of a consultation that go out together, at a moment or at once, or not at all.

    Who did something is kept as a name: the record has to outlive accounts. The audit
    log knows the accounts as well.
    """

    title = models.CharField(
        max_length=120, help_text="For you and your colleagues. Readers never see it."
    )
    # The record outlives the page, under a copy of its title.
    consultation = models.ForeignKey(
        ConsultationPage, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    consultation_title = models.CharField(max_length=255, editable=False)
    note = models.TextField(
        blank=True, max_length=1000, help_text="What is in it, and what to look at. Optional."
    )
    state = models.CharField(
        max_length=16,
        choices=ReleaseState.choices,
        default=ReleaseState.GATHERING,
        editable=False,
    )
    planned_at = models.DateTimeField("planned for", null=True, editable=False)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.CharField(max_length=255, blank=True, editable=False)
    scheduled_at = models.DateTimeField(null=True, editable=False)
    scheduled_by = models.CharField(max_length=255, blank=True, editable=False)
    released_at = models.DateTimeField(null=True, editable=False)
    # Empty where the schedule released it.
    released_by = models.CharField(max_length=255, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.CharField(max_length=255, blank=True, editable=False)

    # Why the last attempt at the planned moment published nothing. It waits for a person then.
    failed_at = models.DateTimeField(null=True, editable=False)
    failure = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = "release"
        verbose_name_plural = "releases"
        ordering = ("-created_at", "-pk")
        # A release is cancelled, not deleted: it is a record.
        default_permissions = ("add", "change", "view")
        permissions = (("publish_release", "Can schedule, release and cancel releases"),)
        indexes = (models.Index(fields=("state", "planned_at"), name="release_due"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed, and its members wait for it."""
        return self.state in OPEN_STATES

    @property
    def is_scheduled(self) -> bool:
        """Whether it has a moment."""
        return self.state == ReleaseState.SCHEDULED

    @property
    def is_held(self) -> bool:
        """Whether its moment came and it was not released: a person has to decide."""
        return self.is_scheduled and self.failed_at is not None

    def is_due(self, now: datetime) -> bool:
        """Say whether its moment has come and nothing speaks against trying."""
        return (
            self.is_scheduled
            and not self.is_held
            and self.planned_at is not None
            and self.planned_at <= now
        )

    @property
    def planned_in_words(self) -> str:
        """The planned moment with its time zone, or ""."""
        return in_words(self.planned_at)
