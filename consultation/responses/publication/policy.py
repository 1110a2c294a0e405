"""Whether the words of a response may be public, and which of them are.

Whoever asks learns that and nothing else: editors, who put published answers on
pages, may not read the responses they are from.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from consultation.common.errors import UserFacingError
from consultation.responses.definitions import COMMENT, QuestionType, answer_text, idea_cells
from consultation.responses.models import FormVersion, PublishedAnswer, Response, Status
from consultation.responses.publication.redaction import MARK

NOT_COUNTED = "This response is not counted at present, so nothing of it can be published."
NOT_ASKED = "The form it was sent from did not ask whether answers may be published."
NOT_ALLOWED = "Whoever sent this response did not agree to the publishing of answers."
WITHDRAWN = "Whoever sent this response took back their consent to the publishing of answers."
NOT_PUBLIC = "This answer may not be public, or not any more: choose another."

CONSENT_STATUS = {"": "Given", NOT_ALLOWED: "Not given", WITHDRAWN: "Given, and taken back since"}


class PublicationError(UserFacingError):
    """Says why an answer may not be published; the message is for people."""


def consent_refusal(response: Response) -> str:
    """Return why its author's consent is not there, as the form then asked; "" where it is."""
    consents = [
        question.key
        for question in response.form_version.definition.questions
        if question.type == QuestionType.CONSENT and question.quoting
    ]
    if not consents:
        return NOT_ASKED
    # Who was asked twice has to have agreed twice.
    if not all(response.form_data.get(key) is True for key in consents):
        return NOT_ALLOWED
    # A query, unless it was fetched with the response.
    return WITHDRAWN if hasattr(response, "withdrawn_consent") else ""


def refusal(response: Response) -> str:
    """Return why nothing of a response may be public, "" where it may."""
    return NOT_COUNTED if response.status != Status.COUNTED else consent_refusal(response)


def check_publishable(response: Response) -> None:
    """Raise a `PublicationError` where nothing of a response may be public."""
    if reason := refusal(response):
        raise PublicationError(reason)


@dataclass(frozen=True, slots=True)
class Words:
    """What readers may see of an answer: marks stand where something is left out of it."""

    text: str
    who: str
    is_redacted: bool


def published_words(ids: Iterable[int]) -> dict[int, Words]:
    """Return the words of those published answers that readers may see now, by one query."""
    found = (
        PublishedAnswer.objects.public()
        .filter(pk__in=set(ids))
        .select_related("response__form_version", "response__withdrawn_consent")
    )
    return {
        each.pk: Words(each.text, each.who, MARK in each.text)
        for each in found
        if not refusal(each.response)
    }


@dataclass(frozen=True, slots=True)
class PublishableText:
    """One text of a response that can be published; the key tells it from the others."""

    key: str
    question: str
    text: str


def personal_answers(response: Response) -> list[str]:
    """Return what a respondent answered where they were asked who they are."""
    personal = FormVersion.objects.personal_questions(response.page_pk)
    answers = (answer_text(response.form_data.get(key)) for key in personal)
    return [answer for answer in answers if answer]


def publishable_texts(response: Response) -> dict[str, PublishableText]:
    """Return the answers to open questions and the comments on ideas, by their keys."""
    personal = FormVersion.objects.personal_questions(response.page_pk)
    texts = []
    for question in response.form_version.definition.questions:
        answer, label = response.form_data.get(question.key), question.label
        if question.key in personal:
            continue
        if question.type in (QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT):
            texts.append(PublishableText(question.key, label, answer_text(answer)))
        for cell in idea_cells(question):
            if cell.scale == COMMENT:
                key = f"{question.key}__{cell.row}__{COMMENT}"
                texts.append(PublishableText(key, f"{label}: {cell.label}", cell.text(answer)))
    return {text.key: text for text in texts if text.text.strip()}
