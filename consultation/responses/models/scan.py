import uuid
from pathlib import PurePath

from django.db import models
from django.utils import timezone

from .response import Response


def scan_path(scan: "Scan", name: str) -> str:
    """Return where a scan is kept: under a name by chance, which says nothing of its sender."""
    return f"scans/{uuid.uuid4()}{PurePath(name).suffix.lower()}"


class Scan(models.Model):
    """The letter or email that a response was typed from.

    Kept apart from Wagtail's documents, which everybody who writes pages may see.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="scans")
    file = models.FileField(upload_to=scan_path)
    name = models.CharField(max_length=255)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
