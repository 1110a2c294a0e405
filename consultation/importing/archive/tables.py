"""The CSV files of an archive: its ideas, questions, history and responses."""

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry

from consultation.importing.archive.paths import Layout
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import Question, Row, Scale
from consultation.responses.exports.csv import BOM, CsvFile, csv_lines
from consultation.responses.exports.table import Selection, Table
from consultation.responses.models import FormVersion, Response
from ideas.import_export.spreadsheet import write_spreadsheet

_AT_ONCE = 100
_ASKED = (
    _("Page"), _("Page ID"), _("Version"), _("First used"), _("Last used"), _("Responses"),
    _("Place"),
)  # fmt: skip
_QUESTION = [field.name for field in fields(Question)]


def _table(headings: list[str], rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """Yield a CSV file, as safe in a spreadsheet program as that of the responses."""
    yield BOM + csv_lines([headings])
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        yield csv_lines(some)


def ideas_table(layout: Layout) -> Iterator[bytes]:
    """Yield the ideas of the consultation as the sheet that the admin exports."""
    sheet = io.StringIO(newline="")
    write_spreadsheet(sheet, layout.idea_set, drafts=False)
    yield sheet.getvalue().encode("utf-8-sig")


def questions_table(layout: Layout) -> Iterator[bytes]:
    """Yield every version of the questions of these pages, and of pages that are gone since."""
    titles = {each.page.pk: each.page.title for each in layout.pages}
    root = layout.pages[0].page.pk
    answered = FormVersion.objects.filter(responses__consultation_pk=root).order_by()
    asked = FormVersion.objects.filter(Q(page_pk__in=titles) | Q(pk__in=answered.values("pk")))
    versions = asked.annotate(number=Count("responses")).order_by("page_pk", "first_used_at", "pk")
    headings = [*map(str, _ASKED), *(name.replace("_", " ").capitalize() for name in _QUESTION)]
    return _table(headings, _question_rows(versions.iterator(chunk_size=_AT_ONCE), titles))


def _question_rows(versions: Iterable[Any], titles: dict[int, str]) -> Iterator[list[Any]]:
    so_far: dict[int, int] = defaultdict(int)
    for each in versions:
        so_far[each.page_pk] += 1
        head = [titles.get(each.page_pk, gettext("a page that is gone")), each.page_pk]
        head += [so_far[each.page_pk], each.first_used_at, each.last_used_at, each.number]
        for place, question in enumerate(each.definition.questions, 1):
            yield [*head, place, *(_cell(getattr(question, name)) for name in _QUESTION)]


def _cell(value: Any) -> Any:
    if isinstance(value, Row):
        return f"{value.label} [{value.key}]"
    if isinstance(value, Scale):
        ends = "".join(f" ({option}: {meaning})" for option, meaning in value.ends)
        return f"{value.label}: {' / '.join(value.options)}{ends}"
    return "\n".join(map(_cell, value)) if isinstance(value, tuple) else value


def history_table(layout: Layout) -> Iterator[bytes]:
    """Yield what was done with each page: saved, approved, published, and who did it."""
    titles = {each.page.pk: each.page.title for each in layout.pages}
    entries = PageLogEntry.objects.filter(page_id__in=titles, action__startswith="wagtail.")
    rows = (
        [entry.timestamp, titles[entry.page_id], entry.message, entry.user_display_name]
        for entry in entries.select_related("user").order_by("timestamp", "pk")
    )
    headings = [gettext("Time"), gettext("Page"), gettext("What was done"), gettext("By")]
    return _table(headings, rows)


def responses_table(consultation: ConsultationPage, made_by: str) -> CsvFile:
    """Return the responses to a consultation without personal data."""
    responses = Response.objects.filter(consultation_pk=consultation.pk).unerased()
    selection = Selection(
        queryset=responses.order_by("-submit_time", "-pk"),
        title=gettext("Responses to “%(title)s”") % {"title": consultation.title},
        filename="responses",
        query=urlencode({"consultation": consultation.pk}),
        words=[gettext("Consultation: %(title)s") % {"title": consultation.title}],
        made_by=made_by,
    )
    return CsvFile(Table(selection))
