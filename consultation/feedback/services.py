"""From a checked form to a stored response."""

from typing import cast

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from wagtail.models import Page, Revision

from consultation.common.task_queue import enqueue_with_commit
from consultation.feedback.form_key import FormKey
from consultation.feedback.forms import ResponseForm
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.feedback.receipts import receipt_address
from consultation.feedback.tasks import send_receipt
from consultation.responses import services as responses
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import FormVersion, Response
from consultation.responses.services import keep_form_version


def shown_definition(page: Page, live: FormDefinition, key: FormKey | None) -> FormDefinition:
    """Return the questions that the respondent was shown, as far as they are known.

    An editor may have published others while somebody was writing.
    """
    if key and not key.shows(live):
        version = (
            FormVersion.objects.of_page(page.pk)
            .filter(fingerprint__startswith=key.fingerprint)
            .first()
        )
        if version:
            return version.definition
    return live


def definition_to_answer(live: FormDefinition, shown: FormDefinition) -> FormDefinition:
    """Return the live questions, with ideas as they stood when the form was opened.

    An idea published, reworded or retired since must not break an answer under way.
    """
    if shown is live:
        return live
    before = shown.by_key()
    return FormDefinition(
        tuple(
            before[question.key]
            if question.type in QuestionType.OF_IDEAS
            and question.key in before
            and before[question.key].type == question.type
            else question
            for question in live.questions
        )
    )


def keep_shown_again(
    page: Page, live: FormDefinition, shown_again: FormDefinition, shown: FormDefinition
) -> None:
    """Keep the questions of a form that comes back, where they are a mixture that no page has.

    Its key names them by their fingerprint; the next time it is sent they must be found again,
    whatever has become of the page and its ideas meanwhile.
    """
    if shown_again.fingerprint != live.fingerprint:
        keep_form_version(page, shown_again, shown)


def find_repeat(page_key: int, data: QueryDict) -> Response | None:
    """Return the response that this very submission became when it was sent before.

    Looked for by the questions that its form showed, since the page may show
    others by now, or none.
    """
    key = FormKey.read(data.get("form_key", ""), page_key)
    if key is None:
        return None
    shown = (
        FormVersion.objects.of_page(page_key)
        .filter(fingerprint__startswith=key.fingerprint)
        .first()
    )
    form = ResponseForm(shown.definition, data=data) if shown else None
    if form is None or not form.is_valid():
        return None
    digest = responses.submission_digest(page_key, key.nonce, form.answers())
    return Response.objects.filter(submission_digest=digest).first()


def quarantine_reason(form: ResponseForm, key: FormKey | None) -> str:
    """Return why an answer needs a look before it counts, or ""."""
    if form.trapped:
        return "The field that people do not see was filled in."
    if key is None:
        return "The form’s key was missing or not ours."
    seconds = (timezone.now() - key.opened).total_seconds()
    if seconds < settings.PORTAL_MINIMUM_SECONDS:
        return f"It was sent {max(seconds, 0):.1f} seconds after the form was opened."
    return ""


def shown_revision(page: Page, key: FormKey | None) -> int | None:
    """Return the id of the revision the respondent saw, if it is still kept."""
    live = page.live_revision_id
    if key is None or key.revision_id in (None, live):
        return live
    kept = Revision.page_revisions.filter(pk=key.revision_id, object_id=str(page.pk))
    return key.revision_id if kept.exists() else live


def accept(
    page: Page, form: ResponseForm, key: FormKey | None, *, after_closing: bool = False
) -> Response:
    """Store a valid form and have its receipt sent; return the response.

    Args:
        page: the live page that holds the form.
        form: the form, found valid.
        key: what was opened; None sends the answer into quarantine.
        after_closing: whether it was on its way when the consultation closed.
    """
    with transaction.atomic():
        response, created = responses.record(
            responses.Submission(
                page=page,
                definition=shown_definition(page, form.definition, key),
                answers=form.answers(),
                client_key=key.nonce if key else None,
                revision_id=shown_revision(page, key),
                consultation_key=cast(FeedbackPageMixin, page).consultation_key(),
                quarantine_reason=quarantine_reason(form, key),
                after_closing=after_closing,
            )
        )
        if created and receipt_address(response):
            enqueue_with_commit(send_receipt, response.pk)
    return response
