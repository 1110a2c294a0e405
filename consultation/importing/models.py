import uuid
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def upload_path(upload: "Upload", name: str) -> str:
    """Return where an upload is kept: under a random name, out of readers' reach."""
    return f"imports/{uuid.uuid4()}{PurePath(name).suffix.lower()[:12]}"


class Kind(models.TextChoices):
    """What an upload is to become."""

    SITE = "site", _("Site or document")
    RESPONSES = "responses", _("Responses")


class State(models.TextChoices):
    """How far an upload has come."""

    CHECKING = "checking", _("Being checked")
    MAPPING = "mapping", _("Columns to check")
    READY = "ready", _("Ready to import")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Failed")


# In these, a task has the upload or is about to have it.
AT_WORK = (State.CHECKING, State.IMPORTING)
# A task that has not come back by then will not.
LOST_AFTER = timedelta(hours=2)


class Upload(models.Model):
    """A file that was uploaded to be imported, kept until it is or a day has passed.

    Its address holds a random key; only the person who uploaded it can open that.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, editable=False)
    name = models.CharField(max_length=255, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    file = models.FileField(upload_to=upload_path, editable=False)
    # Rows of responses that cannot be imported, as a CSV file; may hold personal data.
    rejected = models.BinaryField(default=b"", editable=False)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.CHECKING, editable=False
    )
    options = models.JSONField(default=dict, editable=False)
    report = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        permissions = (("import_site", "Can import a site"),)
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_removed(self) -> bool:
        """Whether no task has it, or one that was lost."""
        return not self.is_at_work or self.changed_at < timezone.now() - LOST_AFTER

    @property
    def is_at_work(self) -> bool:
        """Whether a task has it, or is about to."""
        return self.state in AT_WORK

    def transition(self, before: tuple[State, ...], after: State, **fields: Any) -> bool:
        """Move on from one state to the next, unless another process was quicker."""
        fields |= {"state": after, "changed_at": timezone.now()}
        moved = Upload.objects.filter(pk=self.pk, state__in=before).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)
        return bool(moved)


class ResponseImport(models.Model):
    """An import of responses, with what is needed to take it back as a whole."""

    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    file_name = models.CharField(max_length=255, editable=False)
    # Of the responses that it brought, and of the form versions that it made for them.
    references = models.JSONField(default=list, editable=False)
    form_versions = models.JSONField(default=list, editable=False)
    imported_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ("-imported_at", "-pk")

    def __str__(self) -> str:
        return self.file_name


class ImportedPage(models.Model):
    """Which page came from which file of a source, and what it was when it was last written."""

    source = models.CharField(max_length=200)
    path = models.CharField(max_length=500)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Of what the file came to, and of the version that was written: was it edited since?
    digest = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField(auto_now=True)

    # That a page was imported does not count as a use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "path"], name="one_page_for_each_file")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.path}"
