from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.search import index

from ideas.querysets import ThemeQuerySet

from .area import Area
from .base import THEME_KEY, Reviewed, newest_drafts


class Theme(Reviewed, index.Indexed, models.Model):
    """A subject within an area, which holds ideas."""

    # Protected: what has themes is in use, and is retired, not deleted.
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="themes")
    title = models.CharField("full title", max_length=200)
    short_title = models.CharField(
        max_length=60, help_text="For tables and links, where the full title is too long."
    )
    summary = models.TextField(blank=True, max_length=500)

    objects = ThemeQuerySet.as_manager()

    panels = [
        FieldPanel("area"),
        FieldPanel("title"),
        FieldPanel("short_title"),
        FieldPanel("summary"),
        PublishingPanel(),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("short_title"),
        index.SearchField("summary"),
        index.AutocompleteField("short_title"),
        index.FilterField("area_id"),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.title or self.short_title or self.untitled

    @property
    def wording(self) -> str:
        """The short title."""
        return self.short_title

    @property
    def row_key(self) -> str:
        """The name under which questions ask about it and answers are counted."""
        return THEME_KEY + self.code

    @property
    def hidden_by(self) -> Reviewed | None:
        """The area, unless it is published."""
        return None if self.area.live else self.area

    def get_preview_template(self, request: object, mode_name: str) -> str:
        """Return the template that shows a theme with its ideas."""
        return "ideas/preview/theme.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Add the ideas as their newest drafts have them; a new one has none yet."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        below = self.ideas.select_related("latest_revision") if self.pk else ()
        return context | {"ideas": newest_drafts(below)}
