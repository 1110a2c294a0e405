"""The report of an import of a site, for the terminal."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from consultation.importing.report import Remark, RemarkGroup, Report, Weight, group_remarks
from consultation.importing.sites.services import SiteImport

# What is counted, in the order in which it is shown.
COUNTED = {
    "pages": _("Pages"), "blocks": _("Blocks"), "pictures": _("Pictures"), "tables": _("Tables"),
    "links": _("Links"), "footnotes": _("Footnotes"), "forms": _("Forms"),
    "redirects": _("Redirects"),
}  # fmt: skip


def counts_by_action(report: Report) -> list[tuple[str, int]]:
    """Return how many pages are new, changed and so on."""
    found = ((kind, number) for kind, number in report.counts.items() if kind.startswith("pages "))
    return [(kind.removeprefix("pages "), number) for kind, number in found if number]


def by_severity(remarks: Iterable[Remark]) -> Iterator[tuple[Weight, int, list[RemarkGroup]]]:
    """Yield each weight, the heaviest first, with the number of its remarks and these in groups."""
    remarks = list(remarks)
    for weight in Weight:
        if found := [each for each in remarks if each.weight == weight]:
            yield weight, len(found), group_remarks(found)


def report_lines(result: SiteImport, *, dry_run: bool, published: bool) -> Iterator[str]:
    """Yield the lines of the report for a terminal."""
    for page in result.pages:
        where = f" → {page.url}" if page.url else ""
        yield f"{page.action}: {page.path} “{page.title}”{where}"
    for weight, number, groups in by_severity(result.report.remarks):
        yield ""
        yield f"{weight.label} ({number})"
        for group in groups:
            yield f"  {group.places}: {group.text}" if group.places else f"  {group.text}"
    yield ""
    for kind, label in COUNTED.items():
        yield f"{label}: {result.report.counts[kind]}"
    actions = (f"{number} {action}" for action, number in counts_by_action(result.report))
    yield f"Pages: {', '.join(actions)}."
    if dry_run:
        yield "This was a dry run: nothing was written."
    elif published:
        yield "What is complete is public. The report names the pages that are not."
    else:
        yield "Everything that is new or changed is a draft, to be sent for review."
