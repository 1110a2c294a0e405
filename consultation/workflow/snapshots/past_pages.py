"""The pages around an answered page as they were at a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wagtail.models import Page, PageLogEntry, Revision

from consultation.pages.models import ConsultationPage
from consultation.workflow.snapshots.past import Past, past_pages

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(slots=True)
class PastConsultation:
    """A consultation at a moment.

    Args:
        page: its page as it was; None if it is gone or there was none.
        is_known: whether that is how it was; if not, it is how it is now.
    """

    page: ConsultationPage | None = None
    is_known: bool = True


def read_past_consultation(page_key: int | None, moment: datetime) -> PastConsultation:
    """Return a consultation as readers saw it at a moment."""
    if page_key is None:
        return PastConsultation()
    page = ConsultationPage.objects.filter(pk=page_key).first()
    if page is None:
        return PastConsultation(is_known=False)
    past = past_pages([page_key], moment).get(str(page_key))
    revision = Revision.objects.filter(pk=past.revisions[-1]).first() if past else None
    then = page.with_content_json(revision.content) if revision else page
    told = page.public_dates.filter(is_change=True, published_at__lte=moment)
    then.dates_changed = told.exists()
    return PastConsultation(then, is_known=revision is not None)


def past_breadcrumbs(
    page: Page, moment: datetime, request: "HttpRequest | None"
) -> list[tuple[str, str]]:
    """Return titles and addresses of the pages above a page, as they were at a moment.

    An address is that of today, "" where readers no longer find the page.
    """
    above = _ancestors_then(page, moment)
    pasts = past_pages([each.pk for each in above], moment)
    newest = {past.revisions[-1] for past in pasts.values() if past.revisions}
    titles = dict(Revision.objects.filter(pk__in=newest).values_list("pk", "content__title"))
    breadcrumbs = []
    for each in above:
        past = pasts.get(str(each.pk))
        if not _was_public(each, past, moment):
            continue
        title = titles.get(past.revisions[-1]) if past and past.revisions else None
        address = each.get_url(request) or "" if each.live else ""
        breadcrumbs.append((title or each.title, address))
    return breadcrumbs


def _was_public(page: Page, past: Past | None, moment: datetime) -> bool:
    if past is not None:
        return past.is_public
    # Without an entry in the log it was not published yet, or by a program.
    return page.live and not (page.first_published_at and page.first_published_at > moment)


def _ancestors_then(page: Page, moment: datetime) -> list[Page]:
    """Return the pages that were above a page, the front page first, without the tree's root.

    The first move of a page after the moment says where it stood at the moment.
    """
    moves = PageLogEntry.objects.filter(action="wagtail.move", timestamp__gt=moment)
    source: dict[int, int] = {}
    for key, data in moves.order_by("timestamp", "pk").values_list("page_id", "data"):
        source.setdefault(key, (data or {}).get("source", {}).get("id"))
    known = _by_path(_paths_above(page.path))
    above: list[Page] = []
    here, path = page.pk, page.path
    while len(path) > 2 * Page.steplen:
        if here in source:
            # Asked for each move of this page or of one above it, which are few.
            parent = Page.objects.filter(pk=source[here]).first()
            if parent is not None:
                known |= _by_path(_paths_above(parent.path))
        else:
            parent = known.get(path[: -Page.steplen])
        if parent is None or parent.depth < 2:
            break
        above.insert(0, parent)
        here, path = parent.pk, parent.path
    return above


def _paths_above(path: str) -> list[str]:
    return [path[:length] for length in range(2 * Page.steplen, len(path), Page.steplen)]


def _by_path(paths: Iterable[str]) -> dict[str, Page]:
    return {page.path: page for page in Page.objects.filter(path__in=list(paths))}
