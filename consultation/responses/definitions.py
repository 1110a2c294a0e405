"""Questions as plain data, stored with every response, and how their answers are read.

A definition outlives its page block, so nothing here refers to pages or blocks. Fields may be
added with a default, but not renamed: old definitions are read as long as responses are kept.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from django.utils.dateparse import parse_date
from django.utils.translation import gettext, gettext_noop

from consultation.common.dates import short_date


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
    CHOICES = frozenset({SINGLE_CHOICE, SEVERAL_CHOICES, ROLE, REFLECTION})


@dataclass(frozen=True, slots=True)
class Row:
    """An idea or theme that a question asks about, by its code, in the wording of its time."""

    key: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale for each row of a question; the labels say what its two ends mean."""

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


# Stored in English in every language, and translated where people read them.
DONT_KNOW = gettext_noop("Don’t know")
VERDICTS = (gettext_noop("Yes"), gettext_noop("Partly"), gettext_noop("No"), DONT_KNOW)
# The earlier options, in the same order: answers are kept as they were given.
AGREEMENT = (
    gettext_noop("Agree"),
    gettext_noop("Partly agree"),
    gettext_noop("Disagree"),
    DONT_KNOW,
)

JUDGEMENTS = (
    Scale("sound", gettext_noop("Is it logically sound?"), VERDICTS),
    Scale("scaled", gettext_noop("Is it the right size?"), VERDICTS),
    Scale("true", gettext_noop("Is it true?"), VERDICTS),
    Scale("useful", gettext_noop("Is it useful?"), VERDICTS),
)
_OWN_LABELS = frozenset(scale.label for scale in JUDGEMENTS)


def scale_label(scale: Scale) -> str:
    """Return the label of a scale: of our own in the active language, of an editor's as written."""
    return gettext(scale.label) if scale.label in _OWN_LABELS else scale.label


def option_labels(scale: Scale) -> list[tuple[str, str]]:
    """Return each option of a scale as it is stored and as people read it."""
    is_own = scale.options in (VERDICTS, AGREEMENT)
    return [(option, gettext(option) if is_own else option) for option in scale.options]


# The key of the comment on a row.
COMMENT = "comment"
# Between several ticked options in one cell. Options are refused a semicolon for it.
SEPARATOR = "; "

# Heading, in English, and kind of the columns before the questions in exports.
METADATA = {
    gettext_noop("Received"): "datetime",
    gettext_noop("Reference"): "text",
    gettext_noop("Consultation"): "text",
    gettext_noop("Page"): "text",
    gettext_noop("Page ID"): "integer",
    gettext_noop("Status"): "text",
    gettext_noop("Reason for status"): "text",
    gettext_noop("Source"): "text",
    gettext_noop("Arrived just after closing"): "boolean",
}
# Instead of the first, where times have no zone.
RECEIVED_ZONELESS = gettext_noop("Received (UK time)")


def metadata_headings() -> list[str]:
    """Return the headings of `METADATA` in the active language."""
    return [gettext(heading) for heading in METADATA]


def are_metadata(headings: Sequence[str]) -> bool:
    """Say whether these are the headings of `METADATA`, in English or the active language."""
    received, *others = [{each, gettext(each)} for each in METADATA]
    known = [received | {RECEIVED_ZONELESS, gettext(RECEIVED_ZONELESS)}, *others]
    return len(headings) == len(known) and all(
        heading in wordings for heading, wordings in zip(headings, known, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a respondent saw it."""

    key: str  # stable name under which the answer is stored
    type: str  # one of `QuestionType`
    label: str
    help_text: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    personal: bool = False  # an editor marked it as asking who the respondent is
    display: str = "radios"  # or "select", for a single choice
    minimum_characters: int | None = None  # without outer space
    maximum_characters: int | None = None
    maximum_words: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    points: int = 5  # steps of a rating scale, counted from 1
    low_label: str = ""
    high_label: str = ""
    rows: tuple[Row, ...] = ()
    scales: tuple[Scale, ...] = ()
    with_comment: bool = False
    at_most: int | None = None  # how many rows may be chosen
    quoting: bool = False  # a tick allows the answers to be quoted in public
    autocomplete: str = ""  # https://html.spec.whatwg.org/#autofill

    @property
    def is_personal(self) -> bool:
        """Whether the answer identifies the respondent, as an email address always does."""
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


def _known(kind: type, data: dict[str, Any]) -> dict[str, Any]:
    return {each.name: data[each.name] for each in fields(kind) if each.name in data}


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """The questions of one form, in the order they were asked."""

    questions: tuple[Question, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        return cls(tuple(Question.from_dict(item) for item in data.get("questions", ())))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: equal definitions, equal fingerprints."""
        canonical = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}


def merge_questions(definitions: Iterable[Iterable[Question]]) -> dict[str, str]:
    """Return headings by key, the latest definition's first; definitions come latest last."""
    wording: dict[str, str] = {}
    for questions in definitions:
        current = {question.key: question.label for question in questions}
        # In the order of the first, with the values of the last.
        wording = current | wording | current
    taken = (*{*METADATA, *metadata_headings()}, *wording.values())
    # Labels that two keys share get the key added.
    return {
        key: label if taken.count(label) == 1 else f"{label} ({key})"
        for key, label in wording.items()
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer; `text` is "" if it was left blank."""

    question: Question
    value: Any
    text: str


def answer_text(value: Any) -> str:
    """Return one stored answer as text, the same in lists, exports and search."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {answer_text(each)}" for key, each in value.items())
    if isinstance(value, list):
        return SEPARATOR.join(map(str, value))
    return str(value)


def readable_text(question: Question | None, value: Any) -> str:
    """Return an answer as a person reads it: dates in words, ratings with their scale."""
    if question is None or value is None:
        return answer_text(value)
    if question.type == QuestionType.DATE:
        return short_date(parse_date(str(value))) or str(value)
    if question.type in QuestionType.OF_IDEAS:
        return "\n".join(_readable_cells(question, value))
    if question.type == QuestionType.RATING:
        # Translators: a step on a scale, such as "4 of 5".
        return gettext("%(step)s of %(steps)s") % {"step": value, "steps": question.points}
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return answer_text(value)


def _readable_cells(question: Question, value: Any) -> Iterator[str]:
    """Yield a line for each answered cell of a question about ideas."""
    shown = {option: label for scale in question.scales for option, label in option_labels(scale)}
    labels = {scale.key: scale_label(scale) for scale in question.scales}
    labels[COMMENT] = gettext("Comment")
    rows = {row.key: row.label for row in question.rows}
    for cell in idea_cells(question):
        text = cell.text(value)
        if text and cell.scale:
            text = text if cell.scale == COMMENT else shown.get(text, text)
            yield f"{rows[cell.row]}: {labels[cell.scale]}: {text}"
        elif text:
            yield f"{cell.label}: {gettext('Yes')}"


def read_answers(definition: FormDefinition, data: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield every question of a form with its answer, then answers whose question is missing."""
    asked = definition.by_key()
    unknown = [Question(key, QuestionType.LONG_TEXT, key) for key in data if key not in asked]
    for question in (*definition.questions, *unknown):
        value = data.get(question.key)
        yield Answer(question, value, readable_text(question, value))


def texts(data: Mapping[str, Any]) -> list[str]:
    """Return the non-empty answers as texts."""
    return [text for text in map(answer_text, data.values()) if text]


@dataclass(frozen=True, slots=True)
class IdeaCell:
    """One row on one scale; `scale` is its key, `COMMENT`, or "" for a chosen idea."""

    row: str
    scale: str
    label: str

    def value(self, answer: Any) -> Any:
        """Return this cell's part of the whole question's answer; None if it was left blank."""
        if not self.scale:
            return "Yes" if isinstance(answer, list) and self.row in answer else None
        if not isinstance(answer, dict):
            return None
        return (answer.get(self.row) or {}).get(self.scale)

    def text(self, answer: Any) -> str:
        return answer_text(self.value(answer))


def idea_cells(question: Question) -> list[IdeaCell]:
    """Return the cells of a question about ideas, row by row; of any other question none."""
    if question.type == QuestionType.IDEA_PICKS:
        return [IdeaCell(row.key, "", row.label) for row in question.rows]
    if question.type not in QuestionType.GRIDS:
        return []
    scales = [(scale.key, scale.label) for scale in question.scales]
    if question.with_comment:
        scales.append((COMMENT, "Comment"))
    return [
        IdeaCell(row.key, key, f"{row.label}: {label}")
        for row in question.rows
        for key, label in scales
    ]


def answered_keys(definition: FormDefinition, answers: Mapping[str, Any]) -> set[str]:
    """Return the keys of the ideas and themes that answers are about."""
    # Chosen ideas are a list of keys, scores and ratings a dictionary by key.
    return {
        key
        for question in definition.questions
        if question.type in QuestionType.OF_IDEAS
        for key in answers.get(question.key) or ()
    }


def has_free_text(definition: FormDefinition, answers: Mapping[str, Any]) -> bool:
    """Say whether the respondent wrote something in their own words, personal data aside."""
    for question in definition.questions:
        answer = answers.get(question.key) or {}
        if question.type in QuestionType.GRIDS:
            if any(row.get(COMMENT) for row in answer.values()):
                return True
        elif question.type in QuestionType.TEXTS and answer and not question.is_personal:
            return True
    return False
