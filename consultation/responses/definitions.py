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
    IDEA_SCORING = "idea_scoring"
    IDEA_JUDGEMENT = "idea_judgement"
    IDEA_PICKS = "idea_picks"

    # Answered row by row, on one or more scales: {row key: {scale key: answer}}.
    GRIDS = frozenset({IDEA_SCORING, IDEA_JUDGEMENT})
    OF_IDEAS = GRIDS | {IDEA_PICKS}
    TEXTS = frozenset({SHORT_TEXT, LONG_TEXT, EMAIL})


@dataclass(frozen=True, slots=True)
class Row:
    """An idea or theme that a question asks about, by its code, in the wording of its time."""

    key: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """What each row of a question is judged on.

    Args:
        key: stable name under which the answers are stored.
        low_label: what the first option means, or "".
        high_label: what the last option means, or "".
    """

    key: str
    label: str
    options: tuple[str, ...] = ()
    low_label: str = ""
    high_label: str = ""

    @property
    def ends(self) -> tuple[tuple[str, str], ...]:
        """The first and the last option with their meanings, where they have one."""
        if not self.options:
            return ()
        named = ((self.options[0], self.low_label), (self.options[-1], self.high_label))
        return tuple((option, meaning) for option, meaning in named if meaning)


DONT_KNOW = "Don’t know"
VERDICTS = ("Yes", "Partly", "No", DONT_KNOW)
# What forms offered before, in the same order: their answers are kept as they were given.
AGREEMENT = ("Agree", "Partly agree", "Disagree", DONT_KNOW)

JUDGEMENTS = (
    Scale("sound", "Is it logically sound?", VERDICTS),
    Scale("scaled", "Is it well scaled?", VERDICTS),
    Scale("true", "Is it true?", VERDICTS),
    Scale("useful", "Is it useful?", VERDICTS),
)

# The key of the comment beside a row's answers.
COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a respondent saw it.

    Args:
        key: stable name under which the answer is stored.
        type: one of `QuestionType`.
        personal: whether an editor marked it as asking who the respondent is.
        display: "radios" or "select" for a single choice.
        minimum_characters: least length of a text, counted without outer space.
        whole: whether a number must be whole.
        points: number of steps of a rating scale, counted from 1.
        rows: the ideas or themes asked about.
        scales: what each row is judged on.
        with_comment: whether each row has room for a comment.
        at_most: how many rows may be picked; None is no limit, as elsewhere.
        quoting: whether a tick allows the answers to be quoted in public.
        autocomplete: token that tells browsers which of the respondent's own details a text
            asks for, or "" (https://html.spec.whatwg.org/#autofill).
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
    rows: tuple[Row, ...] = ()
    scales: tuple[Scale, ...] = ()
    with_comment: bool = False
    at_most: int | None = None
    quoting: bool = False
    autocomplete: str = ""

    @property
    def is_personal(self) -> bool:
        """Whether the answer says who the respondent is, as an email address always does."""
        return self.personal or self.type == QuestionType.EMAIL

    @property
    def can_be_answered(self) -> bool:
        """Whether there is anything to answer: a question about ideas may find none."""
        return self.type not in QuestionType.OF_IDEAS or bool(self.rows)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Read a question back, ignoring what this version does not know."""
        values = _known(cls, data)
        values["options"] = tuple(values.get("options") or ())
        values["rows"] = tuple(Row(**_known(Row, row)) for row in values.get("rows") or ())
        values["scales"] = tuple(
            Scale(**_known(Scale, scale) | {"options": tuple(scale.get("options") or ())})
            for scale in values.get("scales") or ()
        )
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Return the question as JSON-ready data.

        What was added to questions later is left out where it says nothing, so
        that a definition keeps the fingerprint it has always had.
        """
        data = asdict(self)
        for name in ("rows", "scales", "with_comment", "at_most", "quoting", "autocomplete"):
            if not data[name]:
                del data[name]
        return data


def _known(kind: type, data: dict[str, Any]) -> dict[str, Any]:
    """Return what a version of the code knows of stored data."""
    known = {each.name for each in fields(kind)}
    return {name: value for name, value in data.items() if name in known}


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """The questions of one form, in the order they were asked."""

    questions: tuple[Question, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        return {"questions": [question.to_dict() for question in self.questions]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        return cls(tuple(Question.from_dict(item) for item in data.get("questions", [])))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: equal definitions, equal fingerprints."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}
