"""The first entry of the question library."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from consultation.feedback.blocks.form import PAGE_FEEDBACK_QUESTIONS, FeedbackFormBlock
from consultation.feedback.mixins import FORM_BLOCK
from consultation.pages.models import LibraryEntry


@transaction.atomic
def ensure_library() -> list[str]:
    """Put the page feedback form into a library that was never used; return what was done.

    The log tells that there was an entry once, even if it was renamed or deleted since.
    """
    if LibraryEntry.objects.exists() or ModelLogEntry.objects.get_for_model(LibraryEntry).exists():
        return []
    block = FeedbackFormBlock()
    value = block.get_prep_value(block.get_default()) | {
        "heading": _("Feedback on this page"),
        "questions": PAGE_FEEDBACK_QUESTIONS,
    }
    entry = LibraryEntry.objects.create(
        name=_("Feedback on this page"),
        description=_(
            "What people think of one page. Asks for a summary and their role; organisation and "
            "email address are optional."
        ),
        content=[{"type": FORM_BLOCK, "value": value}],
    )
    log(entry, "wagtail.create")
    return [_("Put “%(name)s” into the question library.") % {"name": entry.name}]
