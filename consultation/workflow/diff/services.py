"""The changes of questions when a version is published, and how many responses they affect.

The few versions of a form are compared in memory. Responses, which may be many, are not
loaded: one statement counts them for all changes at once.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q
from django.db.models.fields.json import HasAnyKeys, KeyTransform
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from consultation.common.text import same_wording
from consultation.feedback.answer_options import AnswerOptions
from consultation.feedback.mixins import FORM_BLOCK, FeedbackPageMixin
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import FormVersion, Response
from consultation.workflow.diff.questions import (
    QUESTION_OPTIONS,
    Change,
    OptionTexts,
    QuestionChanges,
    compare_forms,
    compare_options,
    row_reworded,
)
from ideas.models import Idea, Theme

ROLES = OptionTexts(
    _("The list of roles also offers %(options)s."),
    _("The list of roles no longer offers %(options)s."),
    _("The order of the list of roles changes: %(options)s."),
)
REFLECTIONS = OptionTexts(
    _("The list of reflections also offers %(options)s."),
    _("The list of reflections no longer offers %(options)s."),
    _("The order of the list of reflections changes: %(options)s."),
)
# The sentences about the answer lists, their fields, and the condition of their answers.
ANSWER_LISTS = {
    QuestionType.ROLE: (ROLES, "own_roles", ~Q(role="")),
    QuestionType.REFLECTION: (REFLECTIONS, "own_reflections", ~Q(reflection="")),
}


def changes_between(old: Any, new: Any) -> QuestionChanges:
    """Return the changes of questions between two states; None is the live or last one."""
    if not isinstance(new, FeedbackPageMixin | Idea | Theme):
        return QuestionChanges()
    # The live state is None if readers see nothing.
    old = old or type(new)._default_manager.filter(pk=new.pk, live=True).first()
    if isinstance(new, Idea | Theme):
        return _count_responses(_wording_changes(old, new))
    changes = _form_changes(old, new)
    if old is not None and isinstance(new, ConsultationPage):
        changes += _list_changes(old, new)
    return _count_responses(changes)


def _count_responses(changes: Sequence[Change]) -> QuestionChanges:
    """Return changes with their numbers of responses, in any status but erased."""
    conditions = {
        f"number_{index}": Q(form_version__in=each.given_in) & each.condition
        for index, each in enumerate(changes)
        if each.given_in
    }
    if not conditions:
        return QuestionChanges(tuple(changes))
    versions = {pk for each in changes for pk in each.given_in}
    numbers = (
        Response.objects.unerased()
        .filter(form_version__in=versions)
        .aggregate(
            total=Count("pk", filter=reduce(or_, conditions.values())),
            **{name: Count("pk", filter=each) for name, each in conditions.items()},
        )
    )
    for index, change in enumerate(changes):
        change.answered = numbers.get(f"number_{index}", 0)
    return QuestionChanges(tuple(changes), numbers["total"])


def _answered(key: str, rows: Sequence[str], is_grid: bool) -> Q:
    """Return the condition that a response holds an answer, or one about any of some ideas."""
    if not key:
        return Q()
    if rows and is_grid:
        return Q(HasAnyKeys(KeyTransform(key, "form_data"), list(rows)))
    return Q(form_data__has_key=key)


def row_label(item: Idea | Theme) -> str:
    """Return the wording of an idea or a theme in forms."""
    return item.title if isinstance(item, Theme) else item.wording


def _wording_changes(old: Idea | Theme | None, new: Idea | Theme) -> list[Change]:
    """Return the change of an idea's wording: it is part of every form that asks about it."""
    row, after = new.row_key, row_label(new)
    if old is not None and row_label(old) == after:
        return []
    asked = [
        (version.pk, question, each.label)
        for version in FormVersion.objects.mentioning(row).order_by("last_used_at", "pk")
        for question in version.definition.questions
        for each in question.rows
        if each.key == row
    ]
    if old is None and not asked:
        return []
    # If it is not public, its last wording counts.
    before = row_label(old) if old is not None else asked[-1][2]
    if before == after:
        return []
    change = row_reworded(before, after, row)
    change.given_in = sorted(
        {pk for pk, _, label in asked if change.breaks and same_wording(label, before)}
    )
    asking = {(question.key, question.type in QuestionType.GRIDS) for _, question, _ in asked}
    change.condition = reduce(
        or_, (_answered(key, (row,), is_grid) for key, is_grid in asking), Q()
    )
    return [change]


def _form_changes(old: Any, new: Any) -> list[Change]:
    """Return the changes of a page's own form, each with the versions that it affects.

    Versions with yet another question are left out, and those that already asked the new one.
    """
    if old is not None and _raw_form(old) == _raw_form(new):
        return []
    # Ideas and lists come from outside the page: publishing it does not change them.
    options = (old or new).answer_options()
    after = _definition(new, options)
    if old is not None:
        before = _definition(old, options)
    elif last_asked := FormVersion.objects.of_page(new.pk).last():
        before = last_asked.definition
    else:
        return []
    changes = compare_forms(before, after)
    if before is None or not any(change.breaks for change in changes):
        return changes
    # Aliases change with their page.
    aliases = Page.objects.filter(Q(alias_of=new.pk) | Q(alias_of__alias_of=new.pk))
    page_pks = [new.pk, *aliases.values_list("pk", flat=True)]
    parted = {
        version.pk: _parted(version.definition, after) - _parted(version.definition, before)
        for version in FormVersion.objects.filter(page_pk__in=page_pks)
    }
    grids = {each.key for each in before.questions if each.type in QuestionType.GRIDS}
    for change in changes:
        subjects = {(change.key, row) for row in change.rows or ("",)}
        change.given_in = [pk for pk, each in parted.items() if change.breaks and subjects & each]
        change.condition = _answered(change.key, change.rows, is_grid=change.key in grids)
    return changes


def _raw_form(page: Any) -> Any:
    """Return the data of a page's form, without fetching its references; None without a form."""
    return next((raw for raw in page.body.raw_data if raw and raw["type"] == FORM_BLOCK), None)


def _definition(page: Any, options: AnswerOptions) -> FormDefinition | None:
    block = page.feedback_block()
    return block.block.definition(block.value, options) if block else None


def _parted(old: FormDefinition, new: FormDefinition | None) -> set[tuple[str, str]]:
    """Return what breaks between two forms: question keys, each with "" or the code of an idea."""
    rows = {each.key: ["", *(row.key for row in each.rows)] for each in old.questions}
    return {
        (change.key, row)
        for change in compare_forms(old, new)
        if change.breaks
        for row in change.rows or rows.get(change.key, [""])
    }


def _list_changes(old: ConsultationPage, new: ConsultationPage) -> list[Change]:
    """Return the changes of the answer lists, each with the versions that it affects."""
    changes: list[Change] = []
    versions = FormVersion.objects.filter(page__path__startswith=old.path)
    for kind, (texts, attribute, has_answer) in ANSWER_LISTS.items():
        before, after = getattr(old, attribute), getattr(new, attribute)
        found = list(compare_options(texts, before, after))
        parted = [
            version.pk
            for version in (versions if any(change.breaks for change in found) else ())
            for each in version.definition.questions
            if each.type == kind
            and _breaks(each.options, after)
            and not _breaks(each.options, before)
        ]
        for change in found:
            change.given_in, change.condition = parted if change.breaks else (), has_answer
        changes += found
    return changes


def _breaks(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Say whether answers from one list cannot be compared with those from another."""
    return any(change.breaks for change in compare_options(QUESTION_OPTIONS, old, new))
