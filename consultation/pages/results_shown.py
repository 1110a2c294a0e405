"""The results that a page shows: those of its consultation, in all or by role for one theme."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consultation.pages.ideas_shown import shown_tree
from consultation.responses.results.distributions import IdeaResult
from consultation.responses.results.public_results import public_results
from ideas.models import Area, Idea, Theme

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.blocks import StreamValue

    from consultation.pages.models import ConsultationPage

RESULTS_BLOCK = "idea_results"


@dataclass(frozen=True, slots=True)
class ThemeByRole:
    """A theme whose results by role a page offers.

    Args:
        area: its area.
        theme: the theme.
        ideas: its ideas in order.
    """

    area: Area
    theme: Theme
    ideas: list[Idea]


def shown_results(
    ideas: Iterable[Idea],
    consultation: "ConsultationPage | None",
    request: "HttpRequest | None",
    *,
    by_role: bool = False,
) -> list[tuple[Idea, IdeaResult | None]]:
    """Return ideas with their results; None where nobody has answered yet.

    A page shows what was said in its own consultation, whoever may read that.
    Outside of any, it shows what was said in all public ones.
    """
    from consultation.pages.querysets import counted_consultations

    ideas = list(ideas)
    counted = [consultation.pk] if consultation else counted_consultations(request)
    results = public_results([idea.row_key for idea in ideas], counted, by_role=by_role)
    return [(idea, results.get(idea.row_key)) for idea in ideas]


def theme_by_role(body: "StreamValue", request: "HttpRequest") -> ThemeByRole | None:
    """Return the theme that a reader wants to see by role, if the page offers that.

    Each theme has an address of its own, ?by=role&theme=CODE: the tables of all of
    them would be too much for one page.
    """
    code = request.GET.get("theme")
    if request.method not in ("GET", "HEAD") or request.GET.get("by") != "role" or not code:
        return None
    for block in body:
        if block.block_type != RESULTS_BLOCK or not block.value["by_role"]:
            continue
        for area in block.block.chosen(block.value, shown_tree(request)):
            for branch in area.themes:
                if branch.theme.code == code:
                    return ThemeByRole(area.area, branch.theme, branch.ideas)
    return None
