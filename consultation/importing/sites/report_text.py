"""The report of an import, for the terminal and as a page of its own."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from consultation.importing.report import Remark, Report, Weight
from consultation.importing.sites.services import SiteImport

# The weights, heaviest first, with what they are called.
HEADINGS = {
    Weight.LOSS: "Not in the portal",
    Weight.DOUBT: "To be looked at",
    Weight.NOTE: "Good to know",
}
# The report as a page has all of them.
PLACES_AT_MOST = 3
COUNTED = (
    "pages",
    "blocks",
    "pictures",
    "tables",
    "links",
    "footnotes",
    "forms",
    "redirects",
)


def counts(report: Report) -> list[tuple[str, int]]:
    """Return how many of each kind came in, in a fixed order."""
    return [(kind, report.counts[kind]) for kind in COUNTED]


def counts_by_action(report: Report) -> list[tuple[str, int]]:
    """Return how many pages are new, changed and so on."""
    found = ((kind, number) for kind, number in report.counts.items() if kind.startswith("pages "))
    return [(kind.removeprefix("pages "), number) for kind, number in found if number]


def by_severity(report: Report) -> list[tuple[Weight, str, list[Remark]]]:
    """Return the remarks by weight, each in the order of files and lines."""
    sorted_remarks = sorted(
        report.remarks, key=lambda each: (each.place.file, each.place.line or 0)
    )
    groups = []
    for weight, heading in HEADINGS.items():
        of_it = [each for each in sorted_remarks if each.weight == weight]
        if of_it:
            groups.append((weight, heading, of_it))
    return groups


def conclusion(*, dry_run: bool, published: bool) -> str:
    """Return how the import ended, in a sentence."""
    if dry_run:
        return "This was a dry run: nothing was written."
    if published:
        return "What is complete is public. The report names the pages that are not."
    return "Everything that is new or changed is a draft, to be sent for review."


def _gathered(remarks: Iterable[Remark]) -> Iterator[tuple[str, str]]:
    """Yield each text once, with the places that it is about."""
    places: dict[str, list[str]] = {}
    for remark in remarks:
        places.setdefault(remark.text, []).append(str(remark.place))
    for text, of_it in places.items():
        told = ", ".join(each for each in of_it[:PLACES_AT_MOST] if each)
        more = len(of_it) - PLACES_AT_MOST
        yield (f"{told} and {more} more" if more > 0 else told), text


def report_lines(result: SiteImport, *, dry_run: bool, published: bool) -> Iterator[str]:
    """Yield the lines of the report for a terminal."""
    for page in result.pages:
        where = f" → {page.url}" if page.url else ""
        yield f"{page.action}: {page.path} “{page.title}”{where}"
    for _, heading, remarks in by_severity(result.report):
        yield ""
        yield f"{heading} ({len(remarks)})"
        for places, text in _gathered(remarks):
            yield f"  {places}: {text}" if places else f"  {text}"
    yield ""
    yield ", ".join(f"{number} {kind}" for kind, number in counts(result.report)) + "."
    yield (
        "Pages: "
        + ", ".join(f"{number} {fate}" for fate, number in counts_by_action(result.report))
        + "."
    )
    yield conclusion(dry_run=dry_run, published=published)


def report_context(result: SiteImport, source: str, *, dry_run: bool) -> dict[str, Any]:
    """Return what the report's template shows."""
    return {
        "result": result,
        "source": source,
        "dry_run": dry_run,
        "counts": counts(result.report),
        "fates": counts_by_action(result.report),
        "groups": by_severity(result.report),
        "now": timezone.localtime(),
    }


def write_html(path: Path, result: SiteImport, source: str, *, dry_run: bool) -> None:
    """Write the report as one page, which needs nothing beside it."""
    context = report_context(result, source, dry_run=dry_run)
    path.write_text(render_to_string("importing/report.html", context), encoding="utf-8")
