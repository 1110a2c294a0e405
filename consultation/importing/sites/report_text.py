"""The report of an import, for the terminal and as a page of its own."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from consultation.importing.report import Remark, RemarkGroup, Report, Weight, group_remarks
from consultation.importing.sites.services import SiteImport

# The weights, heaviest first, with what they are called.
HEADINGS = {
    Weight.LOSS: "Not in the portal",
    Weight.DOUBT: "To be looked at",
    Weight.NOTE: "Good to know",
}
COUNTED = ("pages", "blocks", "pictures", "tables", "links", "footnotes", "forms", "redirects")


def counts(report: Report) -> list[tuple[str, int]]:
    """Return how many of each kind came in, in a fixed order."""
    return [(kind, report.counts[kind]) for kind in COUNTED]


def counts_by_action(report: Report) -> list[tuple[str, int]]:
    """Return how many pages are new, changed and so on."""
    found = ((kind, number) for kind, number in report.counts.items() if kind.startswith("pages "))
    return [(kind.removeprefix("pages "), number) for kind, number in found if number]


def by_severity(
    remarks: Iterable[Remark],
) -> Iterator[tuple[Weight, str, int, list[RemarkGroup]]]:
    """Yield each weight with its heading, the number of its remarks, and these in groups."""
    remarks = list(remarks)
    for weight, heading in HEADINGS.items():
        if found := [each for each in remarks if each.weight == weight]:
            yield weight, heading, len(found), group_remarks(found)


def report_lines(result: SiteImport, *, dry_run: bool, published: bool) -> Iterator[str]:
    """Yield the lines of the report for a terminal."""
    for page in result.pages:
        where = f" → {page.url}" if page.url else ""
        yield f"{page.action}: {page.path} “{page.title}”{where}"
    for _, heading, number, groups in by_severity(result.report.remarks):
        yield ""
        yield f"{heading} ({number})"
        for group in groups:
            yield f"  {group.places}: {group.text}" if group.places else f"  {group.text}"
    yield ""
    yield ", ".join(f"{number} {kind}" for kind, number in counts(result.report)) + "."
    actions = (f"{number} {action}" for action, number in counts_by_action(result.report))
    yield f"Pages: {', '.join(actions)}."
    if dry_run:
        yield "This was a dry run: nothing was written."
    elif published:
        yield "What is complete is public. The report names the pages that are not."
    else:
        yield "Everything that is new or changed is a draft, to be sent for review."


def write_html(path: Path, result: SiteImport, source: str, *, dry_run: bool) -> None:
    """Write the report as one page, which needs no other file."""
    context = {
        "result": result,
        "source": source,
        "dry_run": dry_run,
        "counts": counts(result.report),
        "fates": counts_by_action(result.report),
        "groups": list(by_severity(result.report.remarks)),
        "now": timezone.localtime(),
    }
    path.write_text(render_to_string("importing/report.html", context), encoding="utf-8")
