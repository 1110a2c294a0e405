from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.search import index

from ideas.colours import COLOURS
from ideas.querysets import AreaQuerySet

from .base import Reviewed, newest_drafts


class Area(Reviewed, index.Indexed, models.Model):
    """One of the conceptual areas, which hold themes."""

    name = models.CharField(max_length=100, help_text="A short name, like “Careers strategy”.")
    colour = models.CharField(
        max_length=20,
        choices=[(colour.token, colour.label) for colour in COLOURS],
        default=COLOURS[0].token,
        help_text="Marks the area in tables. Its name is always shown as well.",
    )
    summary = models.TextField(blank=True, max_length=500)

    objects = AreaQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("colour"),
        FieldPanel("summary"),
        PublishingPanel(),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("summary"),
        index.FilterField("colour"),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.name or self.untitled

    @property
    def wording(self) -> str:
        """The name."""
        return self.name

    def get_preview_template(self, request: object, mode_name: str) -> str:
        """Return the template that shows an area with its themes."""
        return "ideas/preview/area.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Add the themes as their newest drafts have them; a new one has none yet."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        below = self.themes.select_related("latest_revision") if self.pk else ()
        return context | {"themes": newest_drafts(below)}
