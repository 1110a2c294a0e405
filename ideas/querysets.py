from typing import Self

from django.db import models


class AreaQuerySet(models.QuerySet):
    """Reading of areas."""

    def public(self) -> Self:
        """Return what readers may see."""
        return self.filter(live=True)

    def in_order(self) -> Self:
        """Return areas as they stand."""
        return self.order_by("sort_order", "pk")


class ThemeQuerySet(models.QuerySet):
    """Reading of themes."""

    def public(self) -> Self:
        """Return what readers may see: a theme shows only where its area does."""
        return self.filter(live=True, area__live=True)

    def in_order(self) -> Self:
        """Return themes as they stand: area by area, each in its own order."""
        return self.order_by("area__sort_order", "area__pk", "sort_order", "pk")


class IdeaQuerySet(models.QuerySet):
    """Reading of ideas."""

    def public(self) -> Self:
        """Return what readers may see: an idea shows only where its theme and area do."""
        return self.filter(live=True, theme__live=True, theme__area__live=True)

    def in_order(self) -> Self:
        """Return ideas as they stand: area by area, theme by theme, each in its own order."""
        return self.order_by(
            "theme__area__sort_order",
            "theme__area__pk",
            "theme__sort_order",
            "theme__pk",
            "sort_order",
            "pk",
        )
