"""How many responses a change parts from later ones, counted in the database.

The versions of a form are compared in memory, there are few. Of the responses, which
may be many, none is loaded: one statement counts them for all changes at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Count, Q
from django.db.models.fields.json import HasAnyKeys, KeyTransform

from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import FormVersion, Response, Status
from consultation.workflow.diff.changes import Change, QuestionChanges
from consultation.workflow.diff.questions import compare_forms

# A question's key, and the code of an idea in it or "".
Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """A change and which responses it parts from later ones.

    Args:
        change: the change.
        given_in: ids of the form versions that asked what was asked before it.
        condition: what else holds for the responses, as that they answered a question.
    """

    change: Change
    given_in: Sequence[int] = ()
    condition: Q = field(default_factory=Q)


def count(counted: Iterable[Counted], notes: Sequence[str] = ()) -> QuestionChanges:
    """Return changes with their numbers of responses, by one query or none.

    Responses count in any status but erased.

    Args:
        counted: the changes.
        notes: further sentences.
    """
    counted = list(counted)
    conditions = {
        f"number_{index}": Q(form_version__in=each.given_in) & each.condition
        for index, each in enumerate(counted)
        if each.given_in
    }
    numbers: dict[str, int] = {}
    if conditions:
        any_of_them = Q()
        for condition in conditions.values():
            any_of_them |= condition
        versions = {pk for each in counted for pk in each.given_in}
        numbers = (
            Response.objects.filter(form_version__in=versions)
            .exclude(status=Status.ERASED)
            .aggregate(
                total=Count("pk", filter=any_of_them),
                **{name: Count("pk", filter=each) for name, each in conditions.items()},
            )
        )
    return QuestionChanges(
        tuple(
            replace(each.change, answered=numbers.get(f"number_{index}", 0))
            for index, each in enumerate(counted)
        ),
        numbers.get("total", 0),
        tuple(notes),
    )


def find_affected(
    changes: Iterable[Change],
    page_keys: Sequence[int],
    old: FormDefinition,
    new: FormDefinition | None,
) -> list[Counted]:
    """Return the changes of a page's form with the versions that asked what was asked before.

    Left out are versions that asked still otherwise, and those that asked as the new
    one does, if that was in use once already.

    Args:
        changes: what `compare_forms` found.
        page_keys: ids of the page and of its aliases.
        old: the earlier questions.
        new: the later ones; None where the form goes.
    """
    changes = list(changes)
    if not any(change.breaks for change in changes):
        return [Counted(change) for change in changes]
    versions = [
        (version.pk, _broken(definition, old), _broken(definition, new))
        for version in FormVersion.objects.filter(page_key__in=page_keys)
        for definition in [version.definition]
    ]
    asked = old.by_key()
    found = []
    for change in changes:
        given_in = [
            pk
            for pk, before, now in versions
            if change.breaks
            and any(_is_in(each, now) and not _is_in(each, before) for each in _subjects(change))
        ]
        question = asked.get(change.key)
        is_grid = question is not None and question.type in QuestionType.GRIDS
        found.append(Counted(change, given_in, answered_to(change.key, change.rows, is_grid)))
    return found


def answered_to(key: str, rows: Sequence[str], is_grid: bool) -> Q:
    """Return the condition that a response holds an answer.

    Args:
        key: the question's key; "" stands for any answer.
        rows: codes of ideas; one of them is enough. Empty for the question as a whole.
        is_grid: whether ideas are answered one by one.
    """
    if not key:
        return Q()
    if rows and is_grid:
        return Q(HasAnyKeys(KeyTransform(key, "form_data"), list(rows)))
    return Q(form_data__has_key=key)


def _subjects(change: Change) -> set[Subject]:
    return {(change.key, row) for row in change.rows} or {(change.key, "")}


def _broken(old: FormDefinition, new: FormDefinition | None) -> set[Subject]:
    """Return what one form asks and another cannot be compared with."""
    changes = compare_forms(old, new)
    return {subject for change in changes if change.breaks for subject in _subjects(change)}


def _is_in(subject: Subject, broken: set[Subject]) -> bool:
    return subject in broken or (subject[0], "") in broken
