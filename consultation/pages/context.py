"""What a page's blocks show, fetched before any is rendered: no block queries the database.

A template's context has it as `shown`. The blocks say by their `shows_ideas`, `shows_results`,
`shows_citations` and `shows_ledger` what to fetch for them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.blocks import BoundBlock
from wagtail.models import Page

from consultation.common.text import normalise_wording
from consultation.pages.citations import cite, ideas_measured
from consultation.responses.ledger import LedgerTotals, exclusion_reasons, read_ledger
from consultation.responses.models import LedgerEntry
from consultation.responses.results.idea_results import IdeaResult
from consultation.responses.results.public_results import SMALLEST_GROUP, public_results
from ideas.models import Area, Idea, IdeaSet, Theme
from ideas.tree import AreaBranch, ThemeBranch, read_trees

# Every change has a line of its own in the ledger, and so a key of its own here. The time (in
# seconds) is for changes that bypass the ledger.
LEDGER_KEPT_FOR = 60


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """The status of every response to a consultation at one time, as readers may see it."""

    total: LedgerTotals
    # One for each page that everyone can read, and one for all others.
    pages: list[LedgerTotals]
    # How many responses are excluded, by reasons in the analysts' words.
    reasons: Mapping[str, int]
    counted_at: datetime = field(default_factory=timezone.now)

    def named_reasons(self, names: Iterable[str]) -> list[tuple[str, int]]:
        """Return these reasons with their numbers, then all others as one.

        Only the given reasons are named: no one has checked the analysts' reasons for what they
        may say about people.
        """
        counts = Counter({normalise_wording(why): number for why, number in self.reasons.items()})
        numbers = [(name, counts.pop(normalise_wording(name), 0)) for name in names]
        named = [(name, number) for name, number in numbers if number]
        others = counts.total()
        return [*named, (_("For other reasons"), others)] if named and others else named


class ThemeByRole(NamedTuple):
    """A theme with its area and the results of its ideas by role."""

    area: Area
    theme: Theme
    results: list[tuple[Idea, IdeaResult | None]]


@dataclass(slots=True)
class RenderContext:
    """What the blocks of one page show to one reader."""

    # By idea set. Themes have the addresses of their pages. Drafts are in previews only.
    trees: Mapping[int, list[AreaBranch]] = field(default_factory=dict)
    # The set of the page's consultation, if it has one.
    idea_set: int | None = None
    # By idea key; of the page's consultation, or of all public ones if it has none.
    results: dict[str, IdeaResult] = field(default_factory=dict)
    # None until readers may see it, and without a consultation.
    ledger: LedgerSummary | None = None
    has_closed: bool = False
    by_role: ThemeByRole | None = None
    smallest_group: int = SMALLEST_GROUP

    def tree(self, idea_set: IdeaSet | None = None) -> list[AreaBranch]:
        """Return the ideas of a set, by default those of the page's consultation."""
        chosen = idea_set.pk if idea_set else self.idea_set
        return self.trees.get(chosen, []) if chosen else []

    def theme(self, theme_id: int | None) -> ThemeBranch | None:
        """Return one theme of the tree; None if readers may not see it."""
        branches = (branch for area in self.tree() for branch in area.themes)
        return next((branch for branch in branches if branch.theme.pk == theme_id), None)

    def results_of(self, ideas: Iterable[Idea]) -> list[tuple[Idea, IdeaResult | None]]:
        """Return ideas with their results; None if there are no answers yet."""
        return [(idea, self.results.get(idea.row_key)) for idea in ideas]


def fetch_render_context(
    bound_blocks: Iterable[BoundBlock],
    request: HttpRequest | None,
    consultation: Page | None = None,
    *,
    has_closed: bool = False,
    idea_set: int | None = None,
    shows_ideas: bool = False,
    trees: Mapping[int, list[AreaBranch]] | None = None,
) -> RenderContext:
    """Return what blocks show, by as many queries for ten of a type as for one.

    Args:
        bound_blocks: the blocks of one page; outcomes also get what they cite.
        idea_set: the page's own, which is that of its consultation.
        shows_ideas: whether the page itself shows ideas.
        trees: the ideas to show in place of today's, by idea set.
    """
    bound_blocks = list(bound_blocks)

    def that(shows: str) -> list[BoundBlock]:
        return [bound for bound in bound_blocks if getattr(bound.block, shows, False)]

    shown = RenderContext(idea_set=idea_set, has_closed=has_closed)
    outcomes = [bound.value for bound in that("shows_citations")]
    cited = any(value["ideas"] or value["figures"] for value in outcomes)
    of_ideas = [*that("shows_ideas"), *that("shows_citations")]
    links_to_themes = cited or bool(that("shows_ideas"))
    if shows_ideas or links_to_themes:
        is_preview = bool(getattr(request, "is_preview", False))
        named = {each.pk for each in (bound.value.get("idea_set") for bound in of_ideas) if each}
        sets = named | ({idea_set} if idea_set else set())
        shown.trees = read_trees(sets, drafts=is_preview) if trees is None else trees
    if links_to_themes and consultation and shown.trees:
        _add_theme_urls(shown.trees.values(), consultation, request)
    # What each block of results shows, and whether it offers the figures by role.
    chosen = [
        (area.area, branch, bound.value["by_role"])
        for bound in that("shows_results")
        for area in bound.block.chosen(bound.value, shown.tree(bound.value.get("idea_set")))
        for branch in area.themes
    ]
    by_role = _asked_by_role(chosen, request)
    if by_role:
        keys = {idea.row_key for idea in by_role[1].ideas}
    else:
        keys = ideas_measured(outcomes, shown.tree) if consultation else set()
        keys |= {idea.row_key for _area, branch, _by_role in chosen for idea in branch.ideas}
    if keys:
        counted = [consultation.pk] if consultation else _counted_consultations(request)
        shown.results = public_results(keys, counted, by_role=by_role is not None)
    if by_role:
        area, branch = by_role
        shown.by_role = ThemeByRole(area, branch.theme, shown.results_of(branch.ideas))
    cite(outcomes, shown.tree, shown.results)
    if consultation and any(has_closed or bound.value["running"] for bound in that("shows_ledger")):
        shown.ledger = read_ledger_summary(consultation.pk)
    return shown


def _counted_consultations(request: HttpRequest | None) -> list[int]:
    """Return the ids of the consultations with public results: those that have opened."""
    pages = Page.objects.live().public().filter(consultationpage__isnull=False)
    pages = pages.exclude(consultationpage__opens_at__gt=timezone.now())
    return [page.pk for page in pages if page.get_url(request)]


def _asked_by_role(
    chosen: list[tuple[Area, ThemeBranch, bool]], request: HttpRequest | None
) -> tuple[Area, ThemeBranch] | None:
    """Return the theme that a reader wants to see by role, if the page offers that.

    Each theme has an address of its own, ?by=role&theme=CODE: all tables would be too much for
    one page.
    """
    if request and request.method in ("GET", "HEAD") and request.GET.get("by") == "role":
        for area, branch, by_role in chosen:
            if by_role and branch.theme.code == request.GET.get("theme"):
                return area, branch
    return None


def _add_theme_urls(
    trees: Iterable[list[AreaBranch]], consultation: Page, request: HttpRequest | None
) -> None:
    pages = Page.objects.descendant_of(consultation).live().public()
    pages = pages.filter(themepage__isnull=False).annotate(theme_id=F("themepage__theme_id"))
    urls = {page.theme_id: page.get_url(request) or "" for page in pages}
    for area in chain.from_iterable(trees):
        for branch in area.themes:
            branch.url = urls.get(branch.theme.pk, "")


def read_ledger_summary(consultation_pk: int) -> LedgerSummary:
    """Return a consultation's ledger, counted once for each state of the ledger."""

    def count() -> tuple[LedgerTotals, Mapping[str, int]]:
        ledger = next(iter(read_ledger(consultation_pk)), LedgerTotals())
        return ledger, exclusion_reasons(consultation_pk).get(consultation_pk, {})

    newest = LedgerEntry.objects.values_list("pk", flat=True).last()
    key = f"ledger-2:{consultation_pk}:{newest}"
    ledger, reasons = cache.get_or_set(key, count, LEDGER_KEPT_FOR) or count()
    # Lines have current titles; of pages that not everyone can read, only the sum is shown.
    public = Page.objects.live().public().filter(pk__in=[line.key for line in ledger.pages])
    titles = dict(public.values_list("pk", "title"))
    shown, others = [], LedgerTotals(_("Other pages"))
    for line in ledger.pages:
        if line.key in titles:
            line.title = titles[line.key]
            shown.append(line)
        else:
            others.add(line)
    if others.received or others.there:
        shown.append(others)
    return LedgerSummary(ledger, shown, reasons)
