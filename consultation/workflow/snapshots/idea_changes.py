"""The wording of an idea or theme compared: it is part of every form that asks about it."""

from django.db.models import Q

from consultation.common.wording import same_wording
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import FormVersion
from consultation.workflow.snapshots.affected import Counted, answered_to, count
from consultation.workflow.snapshots.changes import QuestionChanges
from consultation.workflow.snapshots.comparing_rows import row_reworded
from ideas.models import Idea, Theme


def row_label(item: Idea | Theme) -> str:
    """Return the wording in which forms ask about an idea or a theme."""
    return item.title if isinstance(item, Theme) else item.wording


def _asked(definition: FormDefinition, row: str) -> dict[str, tuple[str, bool]]:
    """Return wording and whether it is a grid, by key of the question that asks about an idea."""
    return {
        question.key: (each.label, question.type in QuestionType.GRIDS)
        for question in definition.questions
        for each in question.rows
        if each.key == row
    }


def wording_changes(old: Idea | Theme | None, new: Idea | Theme) -> QuestionChanges:
    """Return how the wording changes that people judged, and how many did.

    Args:
        old: the earlier version; None where it is not public: then its last wording counts.
        new: the later version.
    """
    row, after = new.row_key, row_label(new)
    if old is not None and row_label(old) == after:
        return QuestionChanges()
    asking = FormVersion.objects.mentioning(row).order_by("last_used_at", "pk")
    versions = [(version.pk, _asked(version.definition, row)) for version in asking]
    versions = [(pk, asked) for pk, asked in versions if asked]
    if old is not None:
        before = row_label(old)
    elif versions:
        before = next(label for label, _ in versions[-1][1].values())
    else:
        return QuestionChanges()
    if before == after:
        return QuestionChanges()
    change = row_reworded("", before, after, row)
    given_in = [
        pk
        for pk, asked in versions
        if change.breaks and any(same_wording(label, before) for label, _ in asked.values())
    ]
    answered = Q()
    for key, is_grid in {
        (key, is_grid) for _, asked in versions for key, (_, is_grid) in asked.items()
    }:
        answered |= answered_to(key, (row,), is_grid)
    return count([Counted(change, given_in, answered)])
