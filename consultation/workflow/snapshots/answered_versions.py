"""Which versions of a page were answered, and how often."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import PageLogEntry

from consultation.responses.models import Response, Status
from consultation.responses.permissions import can_read
from consultation.workflow.snapshots.publication_log import PUBLISHED


@dataclass(frozen=True, slots=True)
class AnsweredVersion:
    """How many responses one version of a page has, and where to read them.

    Args:
        number: how many; whoever may edit the page may know it.
        url: their list, for those who may read responses; else "".
    """

    number: int
    url: str = ""


@dataclass(slots=True)
class AnsweredVersions:
    """The answered versions of one page.

    Args:
        page_key: the page's id.
        numbers: responses by revision, without those erased.
        published: revisions whose publication is in the page's history.
    """

    page_key: int
    numbers: dict[int, int] = field(default_factory=dict)
    published: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, page_key: int) -> "AnsweredVersions":
        """Return the answered versions of a page, by two queries however many there are."""
        responses = Response.objects.filter(page_key=page_key).exclude(status=Status.ERASED)
        numbers = dict(
            responses.exclude(page_revision=None)
            .order_by()
            .values_list("page_revision")
            .annotate(number=Count("pk"))
        )
        published = PageLogEntry.objects.filter(
            page_id=page_key, action__in=PUBLISHED, revision__in=numbers
        )
        return cls(page_key, numbers, set(published.values_list("revision_id", flat=True)))

    def at(self, entry: Any, request: HttpRequest) -> AnsweredVersion | None:
        """Return what stands beside an entry of the page's history, if anything.

        A version is answered from its publication on. Where the history knows of none,
        as with a page made by a program, the number stands beside what it does know.
        """
        revision = entry.revision_id
        is_publication = entry.action in PUBLISHED
        if revision not in self.numbers or (revision in self.published) != is_publication:
            return None
        url = ""
        if can_read(request.user):
            url = reverse("wagtailforms:list_submissions", args=[self.page_key])
            url = f"{url}?version={revision}"
        return AnsweredVersion(self.numbers[revision], url)
