from typing import Any, Self

from django.db import models

ORDER = ("sort_order", "pk")


class SnippetQuerySet(models.QuerySet):
    """Areas, themes or ideas as readers see them; `above` of the model names what they are in."""

    def public(self) -> Self:
        """Return what readers may see: nothing below what is not published itself."""
        above: Any = self.model.above  # type: ignore[attr-defined]
        return self.filter(live=True, **{f"{name}__live": True for name in above})

    def in_order(self) -> Self:
        """Return items area by area and theme by theme, each in its own order."""
        return self.order_by(*reading_order(self.model))


def reading_order(model: Any) -> list[str]:
    """Return the fields by which a model is put in the order of readers."""
    return [f"{name}__{field}" for name in reversed(model.above) for field in ORDER] + [*ORDER]
