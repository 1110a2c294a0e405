"""What the blocks of a page show, fetched before any of them is drawn: no block asks the database.

A template's context has it as `shown`. The blocks say by their `shows_ideas`, `shows_results`,
`shows_citations` and `shows_ledger` what is to be fetched for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from wagtail.blocks import Block, BoundBlock
from wagtail.models import Page

from consultation.pages.citations import cite, ideas_measured
from consultation.pages.ledger_summary import LedgerSummary, read_ledger_summary
from consultation.responses.results.idea_results import IdeaResult
from consultation.responses.results.public_results import SMALLEST_GROUP, public_results
from ideas.models import Area, Idea, Theme
from ideas.tree import AreaBranch, ThemeBranch, read_tree


class ThemeByRole(NamedTuple):
    """A theme with its area and its ideas in order, whose results by role a reader asked for."""

    area: Area
    theme: Theme
    ideas: list[Idea]


@dataclass(slots=True)
class RenderContext:
    """What the blocks of one page show to one reader.

    Args:
        areas: areas, themes with the addresses of their pages, and ideas; drafts in previews only.
        results: public results by the keys of ideas; those of the page's consultation, or outside
            of any those of all public ones.
        ledger: what became of the responses to the page's consultation; None until readers may
            see it, or without a consultation.
        smallest_group: the size of a group below which nothing is told of it.
    """

    areas: list[AreaBranch] = field(default_factory=list)
    results: dict[str, IdeaResult] = field(default_factory=dict)
    ledger: LedgerSummary | None = None
    has_closed: bool = False
    by_role: ThemeByRole | None = None
    smallest_group: int = SMALLEST_GROUP

    def theme(self, theme_id: int | None) -> ThemeBranch | None:
        """Return one theme of the tree; None where readers may not see it."""
        branches = (branch for area in self.areas for branch in area.themes)
        return next((branch for branch in branches if branch.theme.pk == theme_id), None)

    def results_of(self, ideas: Iterable[Idea]) -> list[tuple[Idea, IdeaResult | None]]:
        """Return ideas with their results; None where nobody has answered yet."""
        return [(idea, self.results.get(idea.row_key)) for idea in ideas]

    @property
    def by_role_results(self) -> list[tuple[Idea, IdeaResult | None]]:
        return self.results_of(self.by_role.ideas) if self.by_role else []


def fetch_render_context(
    bound_blocks: Iterable[BoundBlock],
    request: HttpRequest | None,
    consultation: Page | None = None,
    *,
    has_closed: bool = False,
    shows_ideas: bool = False,
    areas: list[AreaBranch] | None = None,
) -> RenderContext:
    """Return what some blocks show, by as many queries for ten of a type as for one.

    Args:
        bound_blocks: the blocks of one page; values of outcomes get what they cite.
        request: the reader's; a preview shows drafts of ideas.
        consultation: the page's.
        shows_ideas: whether the page itself shows ideas.
        areas: the tree to show in place of today's.
    """
    bound_blocks = list(bound_blocks)

    def that(shows: str) -> list[BoundBlock]:
        return [bound for bound in bound_blocks if getattr(bound.block, shows, False)]

    shown = RenderContext(has_closed=has_closed)
    outcomes = [bound.value for bound in that("shows_citations")]
    cited = any(value["ideas"] or value["figures"] for value in outcomes)
    links_to_themes = cited or bool(that("shows_ideas"))
    if shows_ideas or links_to_themes:
        is_preview = bool(getattr(request, "is_preview", False))
        shown.areas = read_tree(drafts=is_preview) if areas is None else areas
    if links_to_themes and consultation:
        _add_theme_urls(shown.areas, consultation, request)
    # What each block of results shows, and whether it offers the figures by role.
    chosen = [
        (area.area, branch, bound.value["by_role"])
        for bound in that("shows_results")
        for area in bound.block.chosen(bound.value, shown.areas)
        for branch in area.themes
    ]
    shown.by_role = _theme_by_role(chosen, request)
    if shown.by_role:
        keys = {idea.row_key for idea in shown.by_role.ideas}
    else:
        keys = ideas_measured(outcomes, shown.areas) if consultation else set()
        keys |= {idea.row_key for _, branch, _ in chosen for idea in branch.ideas}
    if keys:
        counted = [consultation.pk] if consultation else _counted_consultations(request)
        shown.results = public_results(keys, counted, by_role=bool(shown.by_role))
    if outcomes:
        cite(outcomes, shown.areas, shown.results)
    if consultation and any(has_closed or bound.value["running"] for bound in that("shows_ledger")):
        shown.ledger = read_ledger_summary(consultation.pk)
    return shown


def fetch_preview_context(block: Block, value: Any) -> RenderContext:
    """Return what one block shows in the list of blocks, where it stands on no page."""
    return fetch_render_context([BoundBlock(block, value)], None)


def _counted_consultations(request: HttpRequest | None) -> list[int]:
    """Return the ids of the consultations whose results anybody may see: once they have opened."""
    pages = Page.objects.live().public().filter(consultationpage__isnull=False)
    pages = pages.exclude(consultationpage__opens_at__gt=timezone.now())
    return [page.pk for page in pages if page.get_url(request)]


def _theme_by_role(
    chosen: list[tuple[Area, ThemeBranch, bool]], request: HttpRequest | None
) -> ThemeByRole | None:
    """Return the theme that a reader wants to see by role, if the page offers that.

    Each theme has an address of its own, ?by=role&theme=CODE: the tables of all of
    them would be too much for one page.
    """
    if request and request.method in ("GET", "HEAD") and request.GET.get("by") == "role":
        for area, branch, by_role in chosen:
            if by_role and branch.theme.code == request.GET.get("theme"):
                return ThemeByRole(area, branch.theme, branch.ideas)
    return None


def _add_theme_urls(
    areas: list[AreaBranch], consultation: Page, request: HttpRequest | None
) -> None:
    branches = [branch for area in areas for branch in area.themes]
    if not branches:
        return
    pages = Page.objects.descendant_of(consultation).live().public()
    pages = pages.filter(themepage__isnull=False).annotate(theme_id=F("themepage__theme_id"))
    urls = {page.theme_id: page.get_url(request) or "" for page in pages}
    for branch in branches:
        branch.url = urls.get(branch.theme.pk, "")
