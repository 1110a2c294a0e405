"""The wording of an idea or theme compared: it is part of every form that asks about it."""

from typing import Any, TypeVar

from django.db.models import Model, Q
from wagtail.models import Page, Revision

from consultation.common.wording import same_wording
from consultation.feedback.mixins import FORM_BLOCK, FeedbackPageMixin
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import FormVersion, Response, Status
from consultation.workflow.diff.changes import Change, Kind, QuestionChanges, begin_sentence
from consultation.workflow.diff.impact import Counted, answered_to, count, find_affected
from consultation.workflow.diff.questions import compare_forms, option_changes, row_reworded
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


LABELS = {
    QuestionType.ROLE: "the list of roles",
    QuestionType.REFLECTION: "the list of reflections",
}
# The answers are kept in columns of their own, whatever the question's key.
ANSWERED = {QuestionType.ROLE: ~Q(role=""), QuestionType.REFLECTION: ~Q(reflection="")}


def _list(consultation: ConsultationPage, kind: str) -> tuple[str, ...]:
    is_role = kind == QuestionType.ROLE
    return consultation.own_roles if is_role else consultation.own_reflections


class ListComparison:
    """What changes in the answer lists, and where they are used.

    Args:
        old: the consultation as it was.
        new: as it will be.
    """

    def __init__(self, old: ConsultationPage, new: ConsultationPage) -> None:
        self.old, self.new = old, new
        self.notes: list[str] = []
        self.changes: dict[str, list[Change]] = {}
        for kind, label in LABELS.items():
            found = list(option_changes("", label, _list(old, kind), _list(new, kind)))
            if found:
                self.changes[kind] = found

    def find_affected(self) -> list[Counted]:
        """Return the changes, each with the forms' versions that offered the earlier list.

        Also notes, in words, where the lists are used.
        """
        if not self.changes:
            return []
        offered: dict[str, dict[int, tuple[str, ...]]] = {kind: {} for kind in self.changes}
        latest: dict[int, bool] = {}
        versions = FormVersion.objects.filter(page__path__startswith=self.old.path)
        for version in versions.order_by("last_used_at", "pk"):
            asked = {question.type: question for question in version.definition.questions}
            kinds = asked.keys() & self.changes.keys()
            latest[version.page_key] = bool(kinds)
            for kind in kinds:
                offered[kind][version.pk] = asked[kind].options
        self._note_use([key for key, uses in latest.items() if uses], offered)
        found = []
        for kind, changes in self.changes.items():
            before, after = _list(self.old, kind), _list(self.new, kind)
            given_in = [
                pk
                for pk, options in offered[kind].items()
                if _parts(options, after) and not _parts(options, before)
            ]
            found += [
                Counted(change, given_in if change.breaks else (), ANSWERED[kind])
                for change in changes
            ]
        return found

    def _note_use(
        self, page_keys: list[int], offered: dict[str, dict[int, tuple[str, ...]]]
    ) -> None:
        given = Q()
        for kind, versions in offered.items():
            given |= Q(form_version__in=list(versions)) & ANSWERED[kind]
        number = Response.objects.filter(given).exclude(status=Status.ERASED).count()
        forms = self._count_forms(page_keys)
        labels = [LABELS[kind] for kind in self.changes]
        lists = "These lists are" if len(labels) > 1 else f"{begin_sentence(labels[0])} is"
        self.notes.append(
            f"{lists} used by {forms:,} form{'' if forms == 1 else 's'} of this consultation, "
            f"with answers in {number:,} response{'' if number == 1 else 's'} so far."
        )

    def _count_forms(self, page_keys: list[int]) -> int:
        """Return how many of these pages are live and still ask for one of the lists."""
        pages = Page.objects.filter(pk__in=page_keys, live=True).specific()
        blocks = [page.feedback_block() for page in pages if isinstance(page, FeedbackPageMixin)]
        return sum(
            any(child.block_type in self.changes for child in block.value["questions"])
            for block in blocks
            if block is not None
        )


def _parts(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Say whether answers from one list cannot be compared with those from another."""
    return any(change.breaks for change in option_changes("", "", old, new))


Content = TypeVar("Content", bound=Model)


def question_changes(
    item: Any, old_revision: Revision | None = None, new_revision: Revision | None = None
) -> QuestionChanges:
    """Return what changes in the questions when one version takes the place of another.

    Args:
        item: a page, an idea or a theme; anything else changes no question.
        old_revision: the earlier version; None is what is live, or was last.
        new_revision: the later version; None is the latest draft.
    """
    if not isinstance(item, Page | Idea | Theme):
        return QuestionChanges()
    new = new_revision.as_object() if new_revision else _latest(item)
    return changes_between(old_revision.as_object() if old_revision else None, new)


def changes_between(old: Any, new: Any) -> QuestionChanges:
    """Return what changes in the questions from one state of a page, idea or theme to another.

    Args:
        old: the earlier state; None is what is live, or was last.
        new: the later state.
    """
    if isinstance(new, FeedbackPageMixin):
        return _page_changes(old or _live(new), new)
    if isinstance(new, Idea | Theme):
        return wording_changes(old or _live(new), new)
    return QuestionChanges()


def _latest(item: Any) -> Any:
    """Return the latest draft, whatever the caller's copy of the item knows of it."""
    kind = item.specific_class if isinstance(item, Page) else type(item)
    return kind._default_manager.get(pk=item.pk).get_latest_revision_as_object()


def _live(item: Content) -> Content | None:
    """Return what readers see of something; None if they see nothing."""
    live: Content | None = type(item)._default_manager.filter(pk=item.pk, live=True).first()
    return live


def _page_changes(old: Any, new: Any) -> QuestionChanges:
    lists = None
    if isinstance(new, ConsultationPage):
        lists = ListComparison(old, new) if old is not None else None
    elif old is not None and _raw_form(old) == _raw_form(new):
        # Ideas and lists come from outside the page: publishing it does not change them.
        return QuestionChanges()
    before = old.feedback_definition() if old is not None else _last_definition(new)
    after = new.feedback_definition()
    changes = compare_forms(before, after) if old is not None or before else []
    counted = [Counted(change) for change in changes]
    if before is not None:
        if lists is not None:
            # The lists tell of these options for all forms of the consultation.
            changes = [change for change in changes if not _is_of_list(change, before)]
        counted = find_affected(changes, _page_keys(new), before, after)
    if lists is None:
        return count(counted)
    counted += lists.find_affected()
    return count(counted, lists.notes)


def _is_of_list(change: Change, before: FormDefinition) -> bool:
    question = before.by_key().get(change.key)
    return (
        change.kind in (Kind.OPTIONS, Kind.OPTION_ORDER)
        and question is not None
        and question.type in (QuestionType.ROLE, QuestionType.REFLECTION)
    )


def _raw_form(page: Any) -> Any:
    """Return the data of a page's form, without reading what it refers to."""
    return next((raw for raw in page.body.raw_data if raw and raw["type"] == FORM_BLOCK), None)


def _last_definition(page: Page) -> FormDefinition | None:
    """Return the questions that a page asked when it was last public."""
    version = FormVersion.objects.of_page(page.pk).last()
    return version.definition if version else None


def _page_keys(page: Page) -> list[int]:
    """Return the ids of a page and of its aliases, which change with it."""
    aliases = Page.objects.filter(Q(alias_of=page.pk) | Q(alias_of__alias_of=page.pk))
    return [page.pk, *aliases.values_list("pk", flat=True)]
