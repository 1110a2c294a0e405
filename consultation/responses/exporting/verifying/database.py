"""An export held against the responses there are now: what is missing, and why."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict

from consultation.responses.admin.filters import AllResponsesFilterSet, ResponseFilterSet
from consultation.responses.exporting.selection import CHOSEN
from consultation.responses.models import Response
from consultation.responses.querysets import ResponseQuerySet
from consultation.responses.references import display_reference

# An answer on its way while the export was made may have got its number before and its place after.
ON_THE_WAY = timedelta(minutes=5)
AT_ONCE = 500


class NotAgain(Exception):
    """The same responses cannot be asked for again; the message says why, as a sentence."""


def selected(manifest: dict[str, Any], search: str = "") -> ResponseQuerySet:
    """Return the responses that a manifest's filter finds now.

    Args:
        manifest: the manifest.
        search: the words searched for, where the manifest does not have them.

    Raises:
        NotAgain: it does not say enough.
    """
    chosen = manifest.get("filter") or {}
    words = chosen.get("search") or search
    if chosen.get("searched") and not words:
        raise NotAgain(
            "A search was part of the filter, and its words are not in the manifest: "
            "give them with --search."
        )
    query, page = QueryDict(chosen.get("query", "")), manifest.get("page")
    found: ResponseQuerySet = Response.objects.all()
    if CHOSEN in query:
        return found.filter(reference__in=query.getlist(CHOSEN))
    if page is not None:
        found = found.unerased().filter(page_key=page)
        filters: ResponseFilterSet = ResponseFilterSet(query, queryset=found, page_id=page)
    else:
        filters = AllResponsesFilterSet(query, queryset=found)
    if set(query) - filters.known_parameters() or not filters.is_valid():
        raise NotAgain("The filter in the manifest is none that this portal has.")
    found = filters.qs
    titles = () if page is not None else ("page_title",)
    return found.matching(words, *titles) if words else found


class Recount:
    """Compares the references of an export with those that its filter finds now.

    Args:
        manifest: the manifest.
        references: the references in the file, as they are stored.
        search: the words searched for, where the manifest does not have them.
        explained: after `check`, sentences on what has changed since, and rightly so.
    """

    def __init__(self, manifest: dict[str, Any], references: set[str], search: str = "") -> None:
        self.manifest = manifest
        self.references = references
        self.search = search
        self.explained: list[str] = []

    def check(self) -> Iterator[str]:
        """Yield every difference that nothing explains.

        Raises:
            NotAgain: the same responses cannot be asked for again.
        """
        made_at = datetime.fromisoformat(self.manifest["made_at"])
        newest = self.manifest["newest_response"]
        found = selected(self.manifest, self.search).filter(pk__lte=newest).order_by()
        now = set(found.values_list("reference", flat=True).iterator())
        changed = 0
        for response in _responses(self.references - now):
            reference = display_reference(response["reference"])
            if response["pk"] is None:
                yield f"The response {reference} is in the file and no longer in the portal."
            elif _changed_since(response, made_at):
                changed += 1
            else:
                yield f"The response {reference} is in the file, but the filter does not find it."
        for response in _responses(now - self.references):
            if _changed_since(response, made_at):
                changed += 1
            elif response["submit_time"] < made_at - ON_THE_WAY:
                reference = display_reference(response["reference"])
                yield f"The response {reference} is in the portal and not in the file."
        if changed:
            noun = "response has" if changed == 1 else "responses have"
            self.explained.append(
                f"{changed:,} {noun} another status, or less personal data, since."
            )
        later = selected(self.manifest, self.search).filter(pk__gt=newest).count()
        if later:
            noun = "response has" if later == 1 else "responses have"
            self.explained.append(f"{later:,} {noun} arrived since.")


def _changed_since(response: dict[str, Any], moment: datetime) -> bool:
    # Without its personal data a response may be found by other words than before.
    changes = (response["status_changed_at"], response["personal_erased_at"])
    return any(changed is not None and changed >= moment for changed in changes)


def _responses(references: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield what is known of responses; of one that is gone, that its pk is None."""
    wanted = sorted(references)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        known = {
            response["reference"]: response
            for response in Response.objects.filter(reference__in=some).values(
                "pk", "reference", "submit_time", "status_changed_at", "personal_erased_at"
            )
        }
        for reference in some:
            yield known.get(reference) or {"pk": None, "reference": reference}
