"""Which answers of a response can be published: what people wrote, and not who they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consultation.responses.answers import answer_text, idea_cells
from consultation.responses.definitions import COMMENT, FormDefinition, QuestionType
from consultation.responses.models import Response
from consultation.responses.protection.losses import PersonalQuestions


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
