"""What a person should know of an import, as remarks of its report."""

from collections.abc import Iterable

from consultation.importing.answers.outcome import AnswersImport
from consultation.importing.answers.page_plan import PagePlan
from consultation.importing.answers.rows import RowReader
from consultation.importing.answers.tables import Table
from consultation.importing.report import Place, Report


def tell(table: Table, reader: RowReader, outcome: AnswersImport) -> None:
    """Put what a person should know into the report."""
    report, place, mapping = outcome.report, Place(table.file_name), outcome.mapping
    report.count("rows", outcome.rows)
    report.count("responses", outcome.imported)
    for text in dict.fromkeys((*mapping.losses, *table.losses)):
        report.loss(place, text)
    for text in dict.fromkeys((*mapping.doubts, *table.doubts)):
        report.doubt(place, text)
    for column in mapping.columns:
        if column.doubt:
            report.doubt(place, f"Column “{column.heading}”: {column.doubt}")
    for heading, number in reader.left_out.items():
        report.loss(place, f"Column “{heading}” is left out, as the map says. Cells: {number:,}.")
    for text in dict.fromkeys((*mapping.notes, *table.notes)):
        report.note(place, text)
    _tell_of_answers(reader.plans.values(), place, report)
    if outcome.same_moment:
        report.doubt(
            place,
            f"{outcome.same_moment:,} rows are new and came at the very moment of a response that "
            "was imported before. If the sheet was changed since, they would be there twice.",
        )
    if outcome.rejected:
        report.loss(place, f"Rejected rows: {outcome.rejected:,}.")


def _tell_of_answers(plans: Iterable[PagePlan], place: Place, report: Report) -> None:
    """Name the columns whose cells are not all what their questions take."""
    unfit: dict[str, None] = {}
    found = 0
    for plan in plans:
        unfit |= dict.fromkeys(plan.unfit_headings())
        found += plan.found_options
    if found:
        report.note(
            place,
            f"Answers that the questions do not offer now: {found:,}. They are kept, with their "
            "responses, as options of their own.",
        )
    for heading in unfit:
        report.doubt(
            place,
            f"Column “{heading}”: some cells are not what the question takes. They are kept "
            f"beside it, as “{heading} (as given)”.",
        )
