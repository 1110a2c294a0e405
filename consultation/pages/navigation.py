"""Where a page stands in its consultation: breadcrumbs, chapters, previous and next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from wagtail.models import Page, PageViewRestriction

if TYPE_CHECKING:
    from django.http import HttpRequest


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


@dataclass(slots=True)
class Navigation:
    """All that a page's template needs to lead on.

    Args:
        breadcrumbs: (title, url) from the home page to the parent.
        chapters: the consultation's pages as a tree, without the consultation itself.
        previous_page: the page before this one in reading order.
        next_page: the page after it.
        outcome: what came of the consultation, where that is published.
    """

    breadcrumbs: list[tuple[str, str]] = field(default_factory=list)
    chapters: list[NavigationEntry] = field(default_factory=list)
    previous_page: NavigationEntry | None = None
    next_page: NavigationEntry | None = None
    outcome: NavigationEntry | None = None


def _is_within(path: str, ancestor: str) -> bool:
    return path.startswith(ancestor)


def _readable(
    pages: list[Page],
    restrictions: Iterable[PageViewRestriction],
    request: "HttpRequest | None",
) -> list[Page]:
    """Leave out the pages that this reader would be asked a password or login for.

    Whoever brings no session has neither. Asking a restriction would touch the
    session, and no cache could keep the page any more.
    """
    has_session = request is not None and settings.SESSION_COOKIE_NAME in request.COOKIES
    closed = [
        restriction.page.path
        for restriction in restrictions
        if any(_is_within(page.path, restriction.page.path) for page in pages)
        and not (has_session and restriction.accept_request(request))
    ]
    return [page for page in pages if not any(_is_within(page.path, path) for path in closed)]


def _entry(page: Page, request: "HttpRequest | None", current: Page) -> NavigationEntry:
    return NavigationEntry(
        page.title,
        page.get_url(request) or "",
        page.path,
        is_current=page.pk == current.pk,
        told=page.told or "",
    )


def _tree(entries: list[NavigationEntry]) -> list[NavigationEntry]:
    """Put entries in path order under each other."""
    roots: list[NavigationEntry] = []
    trail: list[NavigationEntry] = []
    for entry in entries:
        while trail and not _is_within(entry.path, trail[-1].path):
            trail.pop()
        (trail[-1].children if trail else roots).append(entry)
        trail.append(entry)
    return roots


def navigate(
    page: Page,
    consultation_path: str | None,
    restrictions: Iterable[PageViewRestriction],
    request: "HttpRequest | None",
) -> Navigation:
    """Return a page's navigation by one query, however many pages there are.

    Args:
        page: the page being read.
        consultation_path: tree path of its consultation; None outside of any.
        restrictions: the site's view restrictions, with their pages.
        request: the reader's request, for addresses and view restrictions.
    """
    if not page.path:
        return Navigation()
    step = Page.steplen
    # The tree's root is nobody's page; the home page is at depth 2.
    ancestors = [page.path[:length] for length in range(2 * step, len(page.path), step)]
    nearby = Page.objects.filter(path__in=ancestors)
    if consultation_path:
        nearby = nearby | Page.objects.filter(path__startswith=consultation_path)
    pages = list(
        nearby.live()
        .annotate(told=F("outcomepage__told"))
        .order_by("path")
        .only("id", "title", "path", "depth", "slug", "url_path")
    )
    pages = _readable(pages, restrictions, request)
    breadcrumbs = [
        (above.title, above.get_url(request) or "") for above in pages if above.path in ancestors
    ]
    if not consultation_path:
        return Navigation(breadcrumbs=breadcrumbs)
    entries = [
        _entry(each, request, page) for each in pages if _is_within(each.path, consultation_path)
    ]
    here = next((index for index, entry in enumerate(entries) if entry.is_current), None)
    navigation = Navigation(
        breadcrumbs=breadcrumbs,
        chapters=_tree([entry for entry in entries if entry.path != consultation_path]),
        outcome=next((entry for entry in entries if entry.told), None),
    )
    if here is not None:
        navigation.previous_page = entries[here - 1] if here else None
        navigation.next_page = entries[here + 1] if here + 1 < len(entries) else None
    return navigation
