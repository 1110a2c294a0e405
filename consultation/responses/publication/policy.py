"""Whether the words of a response may be public, and which of them are.

Whoever asks learns that and nothing else: editors, who put published answers on
pages, may not read the responses they are from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consultation.responses.answers import answer_text, idea_cells
from consultation.responses.definitions import COMMENT, FormDefinition, QuestionType
from consultation.responses.models import PublishedAnswer, Response, Status
from consultation.responses.privacy.erasure import PersonalQuestions
from consultation.responses.publication.redaction import MARK

NOT_COUNTED = "This response is not counted at present, so nothing of it can be published."
NOT_ASKED = "The form it was sent from did not ask whether answers may be published."
NOT_ALLOWED = "Whoever sent this response did not agree to the publishing of answers."
WITHDRAWN = "Whoever sent this response took back their consent to the publishing of answers."
NOT_PUBLIC = "This answer may not be public, or not any more: choose another."


@dataclass(frozen=True, slots=True)
class Words:
    """What readers may see of an answer.

    Args:
        text: the words, with marks where something is left out.
        who: who said it, by role.
        is_redacted: whether something that tells who it was is left out.
    """

    text: str
    who: str
    is_redacted: bool


def _consent_refusal(response: Response) -> str:
    """Return why its author's consent is not there, "" where it is."""
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


def has_consent(response: Response) -> bool:
    """Say whether its author agreed to the publishing of answers, as the form then asked."""
    return not _consent_refusal(response)


def told_consent(response: Response) -> str:
    """Return in a few words how it stands with the consent; "" where the form did not ask."""
    told = {"": "Given", NOT_ALLOWED: "Not given", WITHDRAWN: "Given, and taken back since"}
    return told.get(_consent_refusal(response), "")


def refusal(response: Response) -> str:
    """Return why nothing of a response may be public, "" where it may."""
    return NOT_COUNTED if response.status != Status.COUNTED else _consent_refusal(response)


def published_words(ids: Iterable[int]) -> dict[int, Words]:
    """Return the words of those published answers that readers may see now, by one query.

    Args:
        ids: keys of published answers; those that are not public are left out.
    """
    wanted = set(ids)
    if not wanted:
        return {}
    found = (
        PublishedAnswer.objects.public()
        .filter(pk__in=wanted)
        .select_related("response__form_version", "response__withdrawn_consent")
    )
    return {
        each.pk: Words(each.text, each.who, MARK in each.text)
        for each in found
        if not refusal(each.response)
    }


@dataclass(frozen=True, slots=True)
class Piece:
    """One text that somebody wrote.

    Args:
        key: what tells it from the response's others.
        question: what was asked.
        text: the answer.
    """

    key: str
    question: str
    text: str


def own_answers(response: Response) -> list[str]:
    """Return what somebody answered where they were asked who they are."""
    personal = PersonalQuestions().of_page(response.page_key)
    answers = (answer_text(response.form_data.get(key)) for key in personal)
    return [answer for answer in answers if answer]


def pieces(response: Response) -> list[Piece]:
    """Return the texts of a response that can be published: texts, and comments on ideas."""
    personal = PersonalQuestions().of_page(response.page_key)
    texts = written_texts(response.form_version.definition, response.form_data)
    return [piece for piece in texts if piece.key not in personal]


def find_piece(response: Response, key: str) -> Piece | None:
    """Return one text of a response; None where it has none of this key."""
    return next((piece for piece in pieces(response) if piece.key == key), None)


def written_texts(definition: FormDefinition, data: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield every text that somebody wrote into a form, those about themselves included."""
    for question in definition.questions:
        answer = data.get(question.key)
        if question.type in (QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT):
            text = answer_text(answer)
            if text.strip():
                yield Piece(question.key, question.label, text)
        for cell in idea_cells(question):
            if cell.scale == COMMENT and cell.text(answer).strip():
                key = f"{question.key}__{cell.row}__{COMMENT}"
                yield Piece(key, f"{question.label}: {cell.label}", cell.text(answer))
