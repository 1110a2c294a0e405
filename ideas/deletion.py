"""Nothing goes that is used: it is retired, and stays readable where it was used."""

from django.db.models import Model, Q
from wagtail.models import ReferenceIndex

from ideas.models import Area, Idea, Theme


def reasons_against_deletion(item: Model) -> list[str]:
    """Return in words what an area, theme or idea is used for; nothing if it may go."""
    reasons = []
    if isinstance(item, Area):
        # Also by their newest drafts, which could not be opened without it.
        themes = Theme.objects.filter(Q(area=item) | Q(latest_revision__content__area=item.pk))
        reasons += _count(themes.count(), "theme belongs to it", "themes belong to it")
    if isinstance(item, Theme):
        ideas = Idea.objects.filter(Q(theme=item) | Q(latest_revision__content__theme=item.pk))
        reasons += _count(ideas.count(), "idea belongs to it", "ideas belong to it")
    used = [
        reference
        for reference, _ in ReferenceIndex.get_grouped_references_to(item)
        if not isinstance(reference, Area | Theme)
        and reference._meta.app_label != item._meta.app_label
    ]
    reasons += _count(len(used), "page uses it", "pages use it")
    return reasons


def _count(number: int, one: str, several: str) -> list[str]:
    if not number:
        return []
    return [f"1 {one}" if number == 1 else f"{number} {several}"]


def refusal(item: Model, reasons: list[str]) -> str:
    """Return the message to whoever wanted to delete."""
    return (
        f"“{item}” cannot be deleted: {' and '.join(reasons)}. Unpublish it instead: "
        "readers will no longer see it, and old answers stay readable."
    )
