"""Where a page stands in its consultation: breadcrumbs, chapters, previous and next."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from wagtail.models import Page, PageViewRestriction


@dataclass(slots=True)
class NavigationEntry:
    """A page as the navigation shows it."""

    title: str
    url: str
    path: str
    is_current: bool = False
    # How much of the outcome it tells, if it is the consultation's outcome.
    told: str = ""
    children: list["NavigationEntry"] = field(default_factory=list)


@dataclass
class Navigation:
    """All that a page's template needs to lead on; its context has each by its name.

    Args:
        breadcrumbs: (title, url) from the home page to the parent.
        chapters: the consultation's pages as a tree, without the consultation itself.
        outcome: what came of the consultation, where that is published.
    """

    breadcrumbs: list[tuple[str, str]] = field(default_factory=list)
    chapters: list[NavigationEntry] = field(default_factory=list)
    previous_page: NavigationEntry | None = None
    next_page: NavigationEntry | None = None
    outcome: NavigationEntry | None = None


def _readable(
    pages: list[Page], restrictions: Iterable[PageViewRestriction], request: HttpRequest | None
) -> list[Page]:
    """Leave out the pages that this reader would be asked a password or login for.

    Whoever brings no session has neither. Asking a restriction would touch the
    session, and no cache could keep the page any more.
    """
    has_session = request is not None and settings.SESSION_COOKIE_NAME in request.COOKIES
    closed = tuple(
        restriction.page.path
        for restriction in restrictions
        if any(page.path.startswith(restriction.page.path) for page in pages)
        and not (has_session and restriction.accept_request(request))
    )
    return [page for page in pages if not page.path.startswith(closed)]


def _tree(entries: Iterable[NavigationEntry]) -> list[NavigationEntry]:
    """Put entries in path order under each other."""
    roots: list[NavigationEntry] = []
    trail: list[NavigationEntry] = []
    for entry in entries:
        while trail and not entry.path.startswith(trail[-1].path):
            trail.pop()
        (trail[-1].children if trail else roots).append(entry)
        trail.append(entry)
    return roots


def navigate(
    page: Page,
    consultation_path: str | None,
    restrictions: Iterable[PageViewRestriction],
    request: HttpRequest | None,
) -> Navigation:
    """Return a page's navigation by one query, however many pages there are.

    Args:
        consultation_path: tree path of its consultation; None outside of any.
        restrictions: the site's view restrictions, with their pages.
    """
    if not page.path:
        return Navigation()
    step = Page.steplen
    # The tree's root is nobody's page; the home page is at depth 2.
    ancestors = [page.path[:length] for length in range(2 * step, len(page.path), step)]
    nearby = Page.objects.filter(path__in=ancestors)
    if consultation_path:
        nearby = nearby | Page.objects.filter(path__startswith=consultation_path)
    nearby = nearby.live().annotate(told=F("outcomepage__told")).order_by("path")
    nearby = nearby.only("id", "title", "path", "depth", "slug", "url_path")
    entries = [
        NavigationEntry(
            each.title, each.get_url(request) or "", each.path, each.pk == page.pk, each.told or ""
        )
        for each in _readable(list(nearby), restrictions, request)
    ]
    navigation = Navigation(
        [(entry.title, entry.url) for entry in entries if entry.path in ancestors]
    )
    if consultation_path:
        chapters = [entry for entry in entries if entry.path.startswith(consultation_path)]
        navigation.chapters = _tree(each for each in chapters if each.path != consultation_path)
        navigation.outcome = next((entry for entry in chapters if entry.told), None)
        here = next((place for place, entry in enumerate(chapters) if entry.is_current), None)
        if here is not None:
            navigation.previous_page = chapters[here - 1] if here else None
            navigation.next_page = chapters[here + 1] if here + 1 < len(chapters) else None
    return navigation
