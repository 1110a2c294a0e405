"""What readers saw and when, from Wagtail's log of publishing and unpublishing.

A revision has the content; only the log has the time at which it was public.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, Model, OuterRef, QuerySet
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from consultation.responses.models import Response

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
TAKEN_OFF = ("wagtail.unpublish", "wagtail.unpublish.scheduled")

# Items published so shortly before a page were published together with it: readers who had
# the earlier page open had not seen them.
TOGETHER = timedelta(minutes=1)


@dataclass(slots=True)
class PublicationHistory:
    """Whether readers saw an item at a time, and the versions that had been public by then."""

    is_public: bool = False
    revisions: list[int] = field(default_factory=list)

    @property
    def newest(self) -> int | None:
        return self.revisions[-1] if self.revisions else None


def publication_log(kind: type[Model], ids: Iterable[int | str] | None = None) -> QuerySet:
    """Return when pages, or items of one kind, were published and unpublished, in order of time."""
    if issubclass(kind, Page):
        log, key = PageLogEntry.objects.all(), "page_id"
    else:
        content_type = ContentType.objects.get_for_model(kind)
        log, key = ModelLogEntry.objects.filter(content_type=content_type), "object_id"
    if ids is not None:
        log = log.filter(**{f"{key}__in": ids})
    log = log.filter(action__in=PUBLISHED + TAKEN_OFF).annotate(item_id=F(key))
    return log.order_by("timestamp", "pk")


def publication_histories(
    kind: type[Model], at: datetime, ids: Iterable[int] | None = None
) -> dict[str, PublicationHistory]:
    """Return what the log says of pages or items at a time, by id as text."""
    found: dict[str, PublicationHistory] = {}
    log = publication_log(kind, ids).filter(timestamp__lte=at)
    for item_id, action, revision in log.values_list("item_id", "action", "revision_id"):
        history = found.setdefault(str(item_id), PublicationHistory())
        history.is_public = action in PUBLISHED
        if history.is_public and revision:
            history.revisions.append(revision)
    return found


def public_periods(kind: type[Model], revision: Revision) -> list[tuple[datetime, datetime | None]]:
    """Return the periods in which a version was public; None is until now."""
    periods: list[tuple[datetime, datetime | None]] = []
    since: datetime | None = None
    log = publication_log(kind, [revision.object_id])
    for at, action, pk in log.values_list("timestamp", "action", "revision_id"):
        if since is not None:
            periods.append((since, at))
        since = at if action in PUBLISHED and pk == revision.pk else None
    return periods if since is None else [*periods, (since, None)]


def public_version(page: Page, at: datetime) -> Revision | None:
    """Return the version of a page that readers saw at a time, or after it for the first time."""
    kept = Exists(Revision.objects.filter(pk=OuterRef("revision_id")))
    # An alias has no versions of its own: it shows those of its page.
    log = publication_log(Page, [page.alias_of_id or page.pk]).filter(kept, action__in=PUBLISHED)
    entry = log.filter(timestamp__lte=at).last() or log.first()
    return entry.revision if entry else None


def seen_at(response: Response, revision: Revision) -> datetime:
    """Return when the respondent saw the version that they answered, as exactly as possible.

    That is the time of the response, unless the page had been replaced by then: its readers saw
    everything as it was before. For a response older than its page (a made-up one), it is the
    time of publication.
    """
    received = response.submit_time
    periods = public_periods(Page, revision)
    if not periods:
        return received
    begun = [period for period in periods if period[0] <= received]
    since, until = begun[-1] if begun else periods[0]
    if until is not None and until <= received:
        return max(until - TOGETHER, since)
    return max(received, since)
