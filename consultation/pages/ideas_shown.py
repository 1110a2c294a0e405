"""Areas, themes and ideas as a page shows them: fetched once a request, drafts in previews only."""

from typing import TYPE_CHECKING

from ideas.tree import AreaBranch, ThemeBranch, read_tree

if TYPE_CHECKING:
    from django.http import HttpRequest

    from consultation.pages.models import ConsultationPage


def shown_tree(request: "HttpRequest | None") -> list[AreaBranch]:
    """Return the tree for a request, asking the database once however many blocks want it."""
    if request is None:
        return read_tree()
    cached: list[AreaBranch] | None = getattr(request, "ideas_tree", None)
    if cached is None:
        cached = read_tree(drafts=bool(getattr(request, "is_preview", False)))
        request.ideas_tree = cached  # type: ignore[attr-defined]
    return cached


def shown_theme(request: "HttpRequest | None", theme_id: int | None) -> ThemeBranch | None:
    """Return one theme of the tree; None where readers may not see it."""
    branches = (branch for area in shown_tree(request) for branch in area.themes)
    return next((branch for branch in branches if branch.theme.pk == theme_id), None)


def theme_urls(
    request: "HttpRequest | None", consultation: "ConsultationPage | None"
) -> dict[int, str]:
    """Return the addresses of a consultation's theme pages, by theme."""
    from consultation.pages.models import ThemePage

    if consultation is None:
        return {}
    cached: dict[int, str] | None = getattr(request, "theme_urls", None)
    if cached is None:
        pages = ThemePage.objects.descendant_of(consultation).live().public().defer_streamfields()
        cached = {page.theme_id: page.get_url(request) or "" for page in pages}
        if request is not None:
            request.theme_urls = cached  # type: ignore[attr-defined]
    return cached
