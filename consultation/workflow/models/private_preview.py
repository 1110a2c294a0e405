from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.deletion import Collector
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtaildraftsharing.models import WagtaildraftsharingLink

from consultation.workflow.previews.querysets import PrivatePreviewQuerySet


class PreviewState(models.TextChoices):
    """What has become of a private preview."""

    RUNNING = "running", "Running"
    ENDED = "ended", "Ended by date"
    REVOKED = "revoked", "Ended by hand"


def keep_running_preview(
    collector: Collector, field: models.Field, sub_objs: Any, using: str
) -> None:
    """Refuse to purge a version that a running link shows; else let the record go with it.

    `purge_revisions` skips protected versions and goes on. A page that is deleted
    takes its versions and their links along.
    """
    origin = collector.origin
    if issubclass(getattr(origin, "model", type(origin)), Revision):
        running = PrivatePreview.objects.running().filter(pk__in=[each.pk for each in sub_objs])
        if running.exists():
            models.PROTECT(collector, field, running, using)
    models.CASCADE(collector, field, sub_objs, using)


class PrivatePreview(models.Model):
    """One version of a page, shown until a moment to whoever holds its link.

    The link itself (key, version, end, whether it works, who made it) is a row of
    wagtaildraftsharing; here is what editors need to know about it besides.
    """

    link = models.OneToOneField(
        WagtaildraftsharingLink,
        on_delete=keep_running_preview,
        related_name="private_preview",
        editable=False,
    )
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", editable=False)
    for_whom = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField("ended by hand", null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    objects = PrivatePreviewQuerySet.as_manager()

    # A page is not "in use" because somebody outside may look at a draft of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "private preview"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"Private preview for {self.for_whom}"

    @property
    def ends_at(self) -> datetime:
        """When the link ends, or would have ended."""
        return self.link.active_until

    @property
    def state(self) -> PreviewState:
        """What has become of it by now."""
        if self.ended_at:
            return PreviewState.REVOKED
        if not self.link.is_active or self.ends_at <= timezone.now():
            return PreviewState.ENDED
        return PreviewState.RUNNING

    @property
    def is_running(self) -> bool:
        """Whether its link shows anything."""
        return self.state == PreviewState.RUNNING

    @property
    def path(self) -> str:
        """The link, without the host."""
        return reverse("preview:show", args=[self.link.key])
