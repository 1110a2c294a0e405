"""What changes in the questions, for Wagtail's screens on which versions are compared."""

from typing import Any

from django import template
from wagtail.models import Page

from consultation.workflow.diff.changes import QuestionChanges
from consultation.workflow.diff.services import changes_between, question_changes
from ideas.models import Idea, Theme

register = template.Library()


@register.filter
def can_ask(item: Any) -> bool:
    """Say whether something is a page, an idea or a theme: what questions come from."""
    return isinstance(item, Page | Idea | Theme)


@register.simple_tag
def changed_questions(new: Any, old: Any = None) -> QuestionChanges:
    """Return what changes in the questions from one state of a page or idea to another.

    Args:
        new: the later state, as a draft in the editor.
        old: the earlier state; without it what is live.
    """
    return changes_between(old, new)


@register.simple_tag
def questions_under_review(item: Any, task_state: Any) -> QuestionChanges:
    """Return what changes in the questions if what a reviewer is looking at is published."""
    return question_changes(item, new_revision=task_state.revision)
