"""What changes in the questions when a member goes out, as a release keeps it: in words."""

from typing import Any

from wagtail.models import Revision

from consultation.workflow.diff.services import question_changes


def record_questions(item: Any, revision: Revision | None) -> dict[str, Any]:
    """Return the changes between what readers see and a version; empty where there are none.

    It says which version it is about: a later draft may change something else.
    """
    if revision is None:
        return {}
    changes = question_changes(item, new_revision=revision)
    if not changes:
        return {}
    return {
        "revision": revision.pk,
        "sentences": changes.sentences,
        "notes": list(changes.notes),
        "warning": changes.warning,
    }


def read_questions(record: dict[str, Any], revision_number: int | None) -> dict[str, Any]:
    """Return a record if it is about this version, else nothing."""
    return record if record.get("revision") == revision_number else {}
