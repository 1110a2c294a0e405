"""Pages with answers, and drafts of them that ask something else."""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page, Revision

from consultation.pages.blocks import ContentBlock
from consultation.pages.models import ConsultationPage
from consultation.workflow.diff.questions import QuestionChanges
from consultation.workflow.diff.services import changes_between
from tests.factories import feedback_form

ASKED = (
    {"type": "short_text", "value": {"key": "what", "label": "What is missing?"}},
    {
        "type": "single_choice",
        "value": {"key": "used", "label": "Used it?", "options": ["Yes", "No"]},
    },
)


def body(*questions: dict[str, Any]) -> Any:
    """Return the body of a page with a form of these questions; without any, with no form."""
    return ContentBlock().to_python([feedback_form(*questions)] if questions else [])


def draft(page: Page, *questions: dict[str, Any], **fields: Any) -> Revision:
    """Save a draft of the page that asks these questions, and return its revision."""
    item = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    item.body = body(*questions)
    for name, value in fields.items():
        setattr(item, name, value)
    revision: Revision = item.save_revision()
    return revision


def asking(label: str, key: str = "what", kind: str = "short_text", **fields: Any) -> dict:
    """Return one question as raw block data."""
    return {"type": kind, "value": {"key": key, "label": label, **fields}}


def answer_list(name: str, options: Iterable[str]) -> Any:
    """Return a consultation's list of answers."""
    stream = ConsultationPage._meta.get_field(name).stream_block  # type: ignore[union-attr]
    return stream.to_python([{"type": "option", "value": option} for option in options])


def told(changes: QuestionChanges) -> list[tuple[str, int]]:
    """Return each change in words with its number of responses."""
    return [(change.sentence, change.answered) for change in changes.changes]


def question_changes(
    item: Any, old: Revision | None = None, new: Revision | None = None
) -> QuestionChanges:
    """Return what changes from what is live, or a version, to the newest draft, or a version."""
    latest = type(item)._default_manager.get(pk=item.pk).get_latest_revision_as_object()
    return changes_between(old and old.as_object(), new.as_object() if new else latest)
