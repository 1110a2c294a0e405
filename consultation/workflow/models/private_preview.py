from typing import Any, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.deletion import Collector
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision


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


class PrivatePreviewQuerySet(models.QuerySet):
    """Private previews by what has become of them."""

    def with_facts(self) -> Self:
        """Fetch along what lists and screens show of each."""
        facts = self.select_related("revision__user", "created_by", "page", "ended_by")
        return facts.defer("revision__content")

    def in_state(self, state: str) -> Self:
        """Return those in a `PreviewState`."""
        if state == PreviewState.REVOKED:
            return self.filter(ended_at__isnull=False)
        is_running = Q(ends_at__gt=timezone.now())
        return self.filter(
            is_running if state == PreviewState.RUNNING else ~is_running, ended_at=None
        )

    def running(self) -> Self:
        """Return those whose link shows something."""
        return self.in_state(PreviewState.RUNNING)

    def past_their_end(self) -> Self:
        """Return those that have reached their end, which no history says yet."""
        return self.in_state(PreviewState.ENDED).filter(end_is_logged=False)

    def of_key(self, key: str) -> Any:
        """Return the one with this key, as it stands in an address, or None."""
        try:
            return self.filter(key=UUID(key)).first()
        except ValueError:
            return None


class PrivatePreview(models.Model):
    """One version of a page, shown until an instant to whoever holds its link."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", editable=False)
    revision = models.ForeignKey(
        Revision, on_delete=keep_running_preview, related_name="+", editable=False
    )
    for_whom = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    ends_at = models.DateTimeField("ends", editable=False)
    end_is_logged = models.BooleanField(default=False, editable=False)
    ended_at = models.DateTimeField("ended by hand", null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    objects = PrivatePreviewQuerySet.as_manager()

    # A page is not "in use" because a draft of it is shown to a person outside.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "private preview"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"Private preview for {self.for_whom}"

    @property
    def state(self) -> PreviewState:
        """What has become of it by now."""
        if self.ended_at:
            return PreviewState.REVOKED
        return PreviewState.ENDED if self.ends_at <= timezone.now() else PreviewState.RUNNING

    @property
    def is_running(self) -> bool:
        return self.state == PreviewState.RUNNING

    @property
    def path(self) -> str:
        """The link, without the host."""
        return reverse("private_preview", args=[self.key])

    @property
    def log_data(self) -> dict[str, Any]:
        """What the history of its page keeps about it."""
        ends = self.ends_at.isoformat()
        return {"for_whom": self.for_whom, "ends": ends, "version": self.revision_id}
