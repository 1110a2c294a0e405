"""How readers find their way: breadcrumbs, chapters, previous and next, and a page's contents."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.models import Page, PageViewRestriction

from consultation.common.language import has_languages, language_tag


@dataclass(slots=True)
class NavigationEntry:
    """A page as the navigation shows it."""

    title: str
    url: str
    path: str
    is_current: bool = False
    # The stage that it publishes, if it is the consultation's outcome.
    told: str = ""
    children: list["NavigationEntry"] = field(default_factory=list)


@dataclass
class Navigation:
    """A page's navigation; the template's context has each part by its name."""

    # (title, url) from the home page to the parent.
    breadcrumbs: list[tuple[str, str]] = field(default_factory=list)
    # The consultation's pages as a tree, without the consultation itself.
    chapters: list[NavigationEntry] = field(default_factory=list)
    previous_page: NavigationEntry | None = None
    next_page: NavigationEntry | None = None
    outcome: NavigationEntry | None = None


def _readable(
    pages: list[Page], restrictions: Iterable[PageViewRestriction], request: HttpRequest | None
) -> list[Page]:
    """Leave out the pages for which this reader would need a password or login.

    A reader without a session has neither. To check a restriction would use the session, and no
    cache could keep the page.
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
    """Return a page's navigation by one query, however many pages its consultation has."""
    if not page.path:
        return Navigation()
    step = Page.steplen
    # The tree's root is not a page for readers; the home page is at depth 2.
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


@dataclass(frozen=True, slots=True)
class Translation:
    """The same page in another language."""

    name: str  # of the language, in itself
    tag: str
    url: str
    full_url: str


def list_translations(
    page: Page, restrictions: Iterable[PageViewRestriction], request: HttpRequest | None
) -> list[Translation]:
    """Return a page's translations that this reader may see, by one query or none."""
    if not has_languages() or not page.pk:
        return []
    others = Page.objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    others = others.select_related("locale").only(
        "id", "path", "depth", "slug", "url_path", "locale__language_code"
    )
    by_code = {
        each.locale.language_code: each for each in _readable(list(others), restrictions, request)
    }
    return [
        Translation(
            name,
            language_tag(code),
            other.get_url(request) or "",
            other.get_full_url(request) or "",
        )
        for code, name in settings.LANGUAGES
        if (other := by_code.get(code))
    ]


@dataclass(slots=True)
class ContentsEntry:
    """A heading with the smaller ones under it."""

    text: str
    anchor: str
    children: list["ContentsEntry"] = field(default_factory=list)


def unique_anchor(text: str, taken: set[str]) -> str:
    """Return an anchor for a heading and note that it is taken."""
    base = slugify(text) or "section"
    anchor, number = base, 2
    while anchor in taken:
        anchor, number = f"{base}-{number}", number + 1
    taken.add(anchor)
    return anchor


def list_contents(body: StreamValue, reserved: set[str]) -> list[ContentsEntry]:
    """Return a body's list of contents, and give its headings their `shown_anchor`.

    Outcomes get an `anchor`. None is one of the `reserved` ids of the page's template.
    """
    taken = set(reserved)
    # Headings that ask for an anchor get it before others could take it.
    for block in body:
        if block.block_type == "heading":
            wish = block.value.get("anchor") or ""
            block.value.shown_anchor = "" if wish in taken else wish
            taken.add(wish)
    contents: list[ContentsEntry] = []
    chapter: ContentsEntry | None = None
    for block in body:
        value = block.value
        if block.block_type == "heading":
            value.shown_anchor = value.shown_anchor or unique_anchor(value["text"], taken)
            entry = ContentsEntry(value["text"], value.shown_anchor)
            if value["level"] == "h3" and contents:
                contents[-1].children.append(entry)
            elif value["level"] != "h4":
                contents.append(entry)
                chapter = entry
        elif block.block_type == "outcome":
            value.anchor = unique_anchor(value["subject"], taken)
            # Below a heading, a subject's own heading is a smaller one.
            value.level = "h3" if chapter else "h2"
            entry = ContentsEntry(value["subject"], value.anchor)
            (chapter.children if chapter else contents).append(entry)
        elif block.block_type == "feedback_form":
            contents.append(ContentsEntry(value["heading"], "feedback"))
    return contents
