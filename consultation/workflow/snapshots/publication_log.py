"""What readers saw at a moment, from the log of what was published and taken off.

A revision says how something was worded; only Wagtail's log says when that was public.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, QuerySet
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from consultation.responses.models import Response

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
TAKEN_OFF = ("wagtail.unpublish", "wagtail.unpublish.scheduled")

# What was published so shortly before a page was published together with it: whoever
# had the earlier page open had not seen it.
TOGETHER = timedelta(minutes=1)


@dataclass(slots=True)
class PublicationHistory:
    """What the log knows of one thing until some moment.

    Args:
        is_public: whether readers saw it at the moment.
        revisions: the versions that had been public, the latest last.
    """

    is_public: bool = False
    revisions: list[int] = field(default_factory=list)


Row = tuple[str, str, int | None]


def _read(rows: Iterable[Row]) -> dict[str, PublicationHistory]:
    found: dict[str, PublicationHistory] = {}
    for pk, action, revision in rows:
        past = found.setdefault(str(pk), PublicationHistory())
        past.is_public = action in PUBLISHED
        if past.is_public and revision:
            past.revisions.append(revision)
    return found


def _until(entries: QuerySet, key: str, moment: datetime) -> Iterator[Row]:
    entries = entries.filter(timestamp__lte=moment, action__in=PUBLISHED + TAKEN_OFF)
    yield from entries.order_by("timestamp", "pk").values_list(key, "action", "revision_id")


def log_of(kind: type[Model], key: str | int) -> QuerySet:
    """Return when one thing was published and taken off."""
    entries = PageLogEntry.objects.filter(page_id=int(key))
    if not issubclass(kind, Page):
        content_type = ContentType.objects.get_for_model(kind)
        entries = ModelLogEntry.objects.filter(content_type=content_type, object_id=str(key))
    return entries.filter(action__in=PUBLISHED + TAKEN_OFF)


def snippet_histories(kind: type[Model], moment: datetime) -> dict[str, PublicationHistory]:
    """Return what the log knows of all areas, themes or ideas at a moment, by id as text."""
    content_type = ContentType.objects.get_for_model(kind)
    entries = ModelLogEntry.objects.filter(content_type=content_type)
    return _read(_until(entries, "object_id", moment))


def page_histories(page_keys: Iterable[int], moment: datetime) -> dict[str, PublicationHistory]:
    """Return what the log knows of these pages at a moment, by id as text."""
    return _read(_until(PageLogEntry.objects.filter(page__in=page_keys), "page_id", moment))


def public_version(page: Page, moment: datetime) -> Revision | None:
    """Return the version of a page that readers saw at a moment, or after it for the first time.

    An alias has no versions of its own: it shows those of its page.
    """
    entries = log_of(Page, page.alias_of_id or page.pk).filter(action__in=PUBLISHED)
    revisions = Revision.objects.filter(pk=OuterRef("revision_id"))
    kept = entries.filter(Exists(revisions)).order_by("timestamp", "pk")
    entry = kept.filter(timestamp__lte=moment).last() or kept.first()
    return entry.revision if entry else None


def moment_of(response: Response, revision: Revision) -> datetime:
    """Return when the respondent saw what they answered, as exactly as it is known.

    That is when the response came, unless the page had been replaced by then: whoever
    had opened it before saw everything as it was before. An answer whose moment is
    earlier than its page (one that was made up) saw it when it was published.

    Args:
        response: the response.
        revision: the version of the page that was shown.
    """
    shown_from: datetime | None = None
    moment = response.submit_time
    entries = log_of(Page, revision.object_id).order_by("timestamp", "pk")
    for timestamp, action, pk in entries.values_list("timestamp", "action", "revision_id"):
        is_shown = action in PUBLISHED and pk == revision.pk
        if is_shown and (shown_from is None or timestamp <= response.submit_time):
            # The last time it was published before the answer came, or else the first time.
            shown_from, moment = timestamp, max(response.submit_time, timestamp)
        elif not is_shown and shown_from is not None and timestamp <= moment:
            moment = max(timestamp - TOGETHER, shown_from)
    return moment
