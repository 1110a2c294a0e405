"""The report of an import of a site, for the terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultation.importing.report import Remark, RemarkGroup, Weight, group_remarks
from consultation.importing.sites.services import SiteImport

# What is counted, in the order in which it is shown.
COUNTED = {
    "pages": _("Pages"), "blocks": _("Blocks"), "pictures": _("Pictures"), "tables": _("Tables"),
    "links": _("Links"), "footnotes": _("Footnotes"), "forms": _("Forms"),
    "redirects": _("Redirects"),
}  # fmt: skip


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
        yield f"{page.action.label}: {page.path} “{page.title}”{where}"
    for weight, number, groups in by_severity(result.report.remarks):
        yield ""
        yield f"{weight.label} ({number})"
        for group in groups:
            yield f"  {group.places}: {group.text}" if group.places else f"  {group.text}"
    yield ""
    for kind, label in COUNTED.items():
        yield f"{label}: {result.report.counts[kind]}"
    for action, number in Counter(page.action for page in result.pages).items():
        yield f"{action.label}: {number}"
    if dry_run:
        yield gettext("This was a dry run: nothing was written.")
    elif published:
        yield gettext("What is complete is public. The report names the pages that are not.")
    else:
        yield gettext("Everything that is new or changed is a draft, to be sent for review.")
