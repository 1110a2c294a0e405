from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.utils import timezone


class PrivatePreviewQuerySet(models.QuerySet):
    """Reading of private previews."""

    def with_facts(self) -> Self:
        """Fetch along what lists and screens show of each."""
        return self.select_related(
            "link__revision__user", "link__created_by", "page", "ended_by"
        ).defer("link__revision__content")

    def running(self, now: datetime | None = None) -> Self:
        """Return those whose link shows something."""
        return self.filter(link__is_active=True, link__active_until__gt=now or timezone.now())

    def past_their_end(self, now: datetime | None = None) -> Self:
        """Return those that have reached their end and were not noted as ended yet."""
        return self.filter(link__is_active=True, link__active_until__lte=now or timezone.now())

    def in_state(self, state: str) -> Self:
        """Return those in a `PreviewState`: running, ended by date, or revoked by hand."""
        if state == "running":
            return self.running()
        if state == "revoked":
            return self.filter(ended_at__isnull=False)
        over = models.Q(link__is_active=False) | models.Q(link__active_until__lte=timezone.now())
        return self.filter(over, ended_at=None)

    def of_key(self, key: str) -> Any:
        """Return the one whose link has this key, as it stands in an address, or None."""
        try:
            parsed = UUID(key)
        except ValueError:
            return None
        return self.filter(link__key=parsed).first()
