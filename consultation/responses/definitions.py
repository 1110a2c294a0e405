"""Questions as plain data: what was asked, kept beside every response.

A definition outlives the page block it came from, so nothing here refers to
pages or blocks. Fields may be added with a default; none may be renamed,
because old definitions are read back for as long as the responses are kept.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self


class QuestionType:
    """The kinds of question, as stored in definitions."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    SINGLE_CHOICE = "single_choice"
    SEVERAL_CHOICES = "several_choices"
    RATING = "rating"
    NUMBER = "number"
    DATE = "date"
    EMAIL = "email"
    CONSENT = "consent"
    ROLE = "role"
    REFLECTION = "reflection"

    TEXTS = frozenset({SHORT_TEXT, LONG_TEXT, EMAIL})


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a respondent saw it.

    Args:
        key: stable name under which the answer is stored.
        type: one of `QuestionType`.
        label: the question's wording.
        help_text: the sentence under the wording, or "".
        required: whether an answer must be given.
        options: the answers offered, in order, for choices.
        personal: whether the answer says who the respondent is.
        display: "radios" or "select" for a single choice.
        minimum_characters: least length of a text, counted without outer space.
        maximum_characters: greatest length of a text; None is no limit.
        maximum_words: greatest number of words of a text; None is no limit.
        minimum: least number allowed; None is no limit.
        maximum: greatest number allowed; None is no limit.
        whole: whether a number must be whole.
        points: number of steps of a rating scale, counted from 1.
        low_label: what the first step of a scale means.
        high_label: what the last step of a scale means.
    """

    key: str
    type: str
    label: str
    help_text: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    personal: bool = False
    display: str = "radios"
    minimum_characters: int | None = None
    maximum_characters: int | None = None
    maximum_words: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    points: int = 5
    low_label: str = ""
    high_label: str = ""

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read a question back, ignoring what this version does not know."""
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        values["options"] = tuple(values.get("options") or ())
        return cls(**values)


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """The questions of one form, in the order they were asked."""

    questions: tuple[Question, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """Return the definition as JSON-ready data."""
        return {"questions": [asdict(question) for question in self.questions]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read a stored definition back."""
        return cls(tuple(Question.from_dict(item) for item in data.get("questions", [])))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: equal definitions, equal fingerprints."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def by_key(self) -> dict[str, Question]:
        """Return the questions by their keys."""
        return {question.key: question for question in self.questions}
