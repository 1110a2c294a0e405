"""What changes in the questions between two versions of a page, an idea or a theme."""

from typing import Any, TypeVar

from django.db.models import Model, Q
from wagtail.models import Page, Revision

from consultation.feedback.mixins import FORM_BLOCK, FeedbackPageMixin
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import FormVersion
from consultation.workflow.snapshots.affected import Counted, count, find_affected
from consultation.workflow.snapshots.changes import Change, Kind, QuestionChanges
from consultation.workflow.snapshots.comparing import compare_forms
from consultation.workflow.snapshots.idea_changes import wording_changes
from consultation.workflow.snapshots.list_changes import ListComparison
from ideas.models import Idea, Theme

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
