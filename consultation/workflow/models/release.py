from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from consultation.common.dates import long_datetime
from consultation.pages.models import ConsultationPage


class ReleaseState(models.TextChoices):
    """How far a release has come."""

    DRAFT = "draft", "Being gathered"
    SCHEDULED = "scheduled", "Scheduled"
    RELEASED = "released", "Released"
    CANCELLED = "cancelled", "Cancelled"


class Release(models.Model):
    """Drafts of a consultation that go out together, as planned or at once, or not at all.

    Who did something is kept as a name: the record has to outlive accounts.
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
        max_length=16, choices=ReleaseState.choices, default=ReleaseState.DRAFT, editable=False
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

    # Why the last attempt as planned published nothing. It waits for a person then.
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
        """Whether it can still be changed, and its items wait for it."""
        return self.state in (ReleaseState.DRAFT, ReleaseState.SCHEDULED)

    @property
    def is_scheduled(self) -> bool:
        return self.state == ReleaseState.SCHEDULED

    @property
    def has_failed(self) -> bool:
        """Whether it was due and was not released: a person has to decide."""
        return self.is_scheduled and self.failed_at is not None

    @property
    def planned_in_words(self) -> str:
        """When it is planned for, or ""."""
        return long_datetime(self.planned_at)


class ReleaseItemState(models.TextChoices):
    """What became of something that was put into a release."""

    WAITING = "waiting", "Waits for the release"
    RELEASED = "released", "Went out"
    LET_GO = "let_go", "Was let go when the release was cancelled"


class ReleaseItem(models.Model):
    """A page, area, theme or idea in a release, and the lasting record of how it went out."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="items")
    # The type that Wagtail's revisions and reviews go by: every page is a Page here.
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey("content_type", "object_id", for_concrete_model=False)
    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=100)
    state = models.CharField(
        max_length=16, choices=ReleaseItemState.choices, default=ReleaseItemState.WAITING
    )
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=255, blank=True)

    # Who approved what and when, as text. Kept from the moment of approval.
    approvals = models.JSONField(default=list)
    # What changes in the questions with which version, in words.
    questions = models.JSONField(default=dict)
    # The version that went out, and the one that readers saw before it.
    revision_number = models.PositiveBigIntegerField(null=True)
    replaced_revision_number = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = "release item"
        verbose_name_plural = "release items"
        ordering = ("added_at", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("content_type", "object_id"),
                condition=models.Q(state="waiting"),
                name="item_in_one_open_release",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> tuple[int, str]:
        """What tells items of all kinds apart, as `key_of` does."""
        return self.content_type_id, str(self.object_id)

    @property
    def refusal(self) -> str:
        """Why it is not published alone while it waits."""
        return (
            f"“{self.title}” was not published: it goes out with the release “{self.release}”. "
            "To publish it alone, take it out of the release first."
        )

    @property
    def model(self) -> Any:
        return self.content_type.model_class()
