from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from .release import Release


class MemberState(models.TextChoices):
    """What became of something that was put into a release."""

    WAITING = "waiting", "Waits for the release"
    RELEASED = "released", "Went out"
    LET_GO = "let_go", "Was let go when the release was cancelled"


class ReleaseMember(models.Model):
    """A page, area, theme or idea in a release, and the record of how it went out.

    The item is a generic reference without a constraint: when it is deleted, the
    record stays, with title and kind as they were. Revisions are kept by number for
    the same reason: `purge_revisions` may take one away later.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="members")
    # The type that Wagtail's revisions and reviews go by: every page is a Page here.
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    item = GenericForeignKey("content_type", "object_id", for_concrete_model=False)
    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=100)
    state = models.CharField(
        max_length=16, choices=MemberState.choices, default=MemberState.WAITING
    )
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=255, blank=True)

    # Who approved what and when, as text: see approvals.py. Kept from the moment of approval.
    approvals = models.JSONField(default=list)
    # What changes in the questions with which version, in words: see question_record.py.
    questions = models.JSONField(default=dict)
    # The version that went out, and the one that readers saw before it.
    revision_number = models.PositiveBigIntegerField(null=True)
    replaced_revision_number = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = "release member"
        verbose_name_plural = "release members"
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
    def key(self) -> tuple[int, int]:
        """What tells items of all kinds apart: type and id."""
        return (self.content_type_id, self.object_id)

    @property
    def is_page(self) -> bool:
        """Whether it is a page."""
        return self.content_type.model == "page"

    @property
    def model(self) -> Any:
        """The model class of the item."""
        return self.content_type.model_class()
