"""Questions as a feedback form block holds them."""

import re
from dataclasses import dataclass, field
from typing import Any

from bs4 import Tag

from consultation.feedback.blocks.form import key_from_label
from consultation.feedback.blocks.questions import (
    AUTOCOMPLETE_CHOICES,
    KEY_PATTERN,
    RESERVED_KEYS,
)

from .controls import Control, attribute
from .labels import Label, Labels
from .options import options_of, type_of_choice
from .report import FormReport, quoted

LONGEST_LABEL = 250
LONGEST_HELP = 500
MOST_OPTIONS = 500
LONGEST_LINE = 1000
LONGEST_TEXT = 100_000
# No question here takes such an answer.
_UNKNOWN = frozenset(("file", "password", "color", "month", "week", "time", "datetime-local"))
# Lists and exports have columns of these names.
_COLUMNS = frozenset(("submit_time", "reference", "status"))
_PERSONAL_AUTOCOMPLETE = re.compile(
    r"(?:\S+-)?name|honorific-prefix|email|tel|tel-national|organization|organization-title"
    r"|street-address|address-line\d|address-level\d|postal-code|bday|url|photo"
)
_PERSONAL = re.compile(
    r"\b(?:(?:your|full|first|last|given|family|sur|contact|user|respondent)\s*name|surname|name"
    r"|organi[sz]ation|org|employer|company|institution|authority name|council name"
    r"|phone|telephone|mobile|tel|e-?mail|address|post\s?code|date of birth|dob|job title)\b",
    re.I,
)
# "Name one thing that …" asks for no name.
_NOT_PERSONAL = re.compile(
    r"^(?:please )?name (?:one|two|three|a|an|the|up|some|any)\b|name of the (?:tool|idea|page)",
    re.I,
)
# A promise of what an address is for that leaves the receipt out.
_ONLY = re.compile(r"\b(?:only|solely|just|nothing else)\b", re.I)


@dataclass(slots=True)
class QuestionDraft:
    """A question on its way into the block, by the type that it has there."""

    type: str
    control: Control
    label: Label
    # What the type has beyond label, help text, key and `required`.
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def is_contact_detail(self) -> bool:
        """Whether it asks only how to reach people, or for their agreement."""
        return self.type in ("email", "consent") or bool(self.fields.get("personal"))


def draft_question(control: Control, labels: Labels, report: FormReport) -> QuestionDraft | None:
    """Return the question that a control asks; None where no question here can ask it."""
    question = QuestionDraft("short_text", control, labels.label_of(control))
    name, kind = question.label.text, control.kind
    options = options_of(control, labels)
    is_choice = kind == "select" or control.is_group
    if not name or kind in _UNKNOWN or (is_choice and not 0 < len(options) <= MOST_OPTIONS):
        return None
    if is_choice:
        _add_options(question, options, report)
    elif kind == "checkbox":
        question.type = "consent"
        if "quote" in name.casefold():
            report.doubt(
                f"{quoted(name)} may be the consent to publish answers. If it is, say so in the "
                "form."
            )
    elif kind in ("email", "date"):
        question.type = kind
    elif kind in ("number", "range"):
        _add_number_limits(question, report)
    else:
        _add_text_limits(question)
    for limit in ("pattern", "list", *(("min", "max") if kind == "date" else ())):
        if value := attribute(control.first, limit):
            report.doubt(
                f"{quoted(name)} has {limit}={quoted(value)}, which questions here do not have."
            )
    return question


def _add_options(question: QuestionDraft, options: list[str], report: FormReport) -> None:
    cut = [report.fit(each, LONGEST_LABEL) for each in options]
    question.fields = {"options": list(dict.fromkeys(cut))}
    if question.control.kind == "checkbox" or question.control.first.has_attr("multiple"):
        question.type = "several_choices"
    else:
        question.type = type_of_choice(question.label.text, options)
        question.fields["display"] = "select" if question.control.kind == "select" else "radios"


def _add_text_limits(question: QuestionDraft) -> None:
    first, kind, fields = question.control.first, question.control.kind, question.fields
    tokens = attribute(first, "autocomplete").casefold().split()
    if kind == "tel":
        tokens.append(kind)
    fields["personal"] = any(map(_PERSONAL_AUTOCOMPLETE.fullmatch, tokens)) or _is_personal(
        question.label.text, question.control.name
    )
    if detail := next((token for token, _ in AUTOCOMPLETE_CHOICES if token in tokens), ""):
        fields["autocomplete"] = detail
    least, most = (int(_number(first, each) or 0) for each in ("minlength", "maxlength"))
    if least > most > 0:
        least = most = 0
    if least > 1:
        question.label.help(f"At least {least:,} characters.")
    if kind == "textarea":
        question.type = "long_text"
        fields |= {"limit": most, "limit_unit": "characters"} if 0 < most <= LONGEST_TEXT else {}
    else:
        fields |= {"minimum_characters": least} if 0 < least <= LONGEST_LINE else {}
        fields |= {"maximum_characters": most} if 0 < most <= LONGEST_LINE else {}


def _is_personal(label: str, name: str) -> bool:
    if len(label) > 80 or _NOT_PERSONAL.search(label):
        return False
    return bool(_PERSONAL.search(f"{label} | {re.sub('[_-]+', ' ', name)}"))


def _number(tag: Tag, name: str) -> float | None:
    """Return the number in an attribute, if one of that size can be typed in here."""
    text = attribute(tag, name)
    return float(text) if re.fullmatch(r"-?\d{1,14}(?:\.\d{1,9})?", text, re.ASCII) else None


def _add_number_limits(question: QuestionDraft, report: FormReport) -> None:
    """Read the limits of a number; a slider from 1 with at most ten steps is a rating."""
    first = question.control.first
    least, most = _number(first, "min"), _number(first, "max")
    step = _number(first, "step") if first.get("step") else 1.0
    if question.control.kind == "range":
        least, most = least or 0.0, 100.0 if most is None else most
        if least == step == 1 and most in range(2, 11):
            question.type = "rating"
            question.fields = {"points": int(most), "low_label": "Lowest", "high_label": "Highest"}
            name = quoted(question.label.text)
            report.doubt(f"Say what the lowest and highest steps of {name} mean.")
            return
    if least is not None and most is not None and least > most:
        least = most = None
    is_whole = bool(step) and all((each or 0.0) % 1 == 0 for each in (least, most, step))
    question.type = "number"
    question.fields = {"minimum": least, "maximum": most, "whole": is_whole}


def blocks_of(drafts: list[QuestionDraft], report: FormReport) -> list[dict[str, Any]]:
    """Return the questions of a form as raw block data: one role and one reflection at most."""
    blocks: list[dict[str, Any]] = []
    keys: set[str] = set()
    for draft in drafts:
        label, asked = draft.label, [each["type"] for each in blocks]
        *helps, last = label.help_texts or [""]
        help_text = " ".join([*(each if each[-1] in ".!?" else f"{each}." for each in helps), last])
        if draft.type == "email" and _ONLY.search(help_text):
            report.doubt(
                f"{quoted(label.text)} says {quoted(help_text)}. A receipt is emailed to this "
                "address as well: change the help text to say so."
            )
        is_second = draft.type in ("role", "reflection") and draft.type in asked
        value = {
            "label": report.fit(label.text, LONGEST_LABEL),
            "help_text": report.fit(help_text, LONGEST_HELP),
            "required": label.required or any(map(_is_required, draft.control.tags)),
            "key": _key(draft, keys),
        }
        kind = "single_choice" if is_second else draft.type
        blocks.append({"type": kind, "value": value | draft.fields})
    return blocks


def _is_required(tag: Tag) -> bool:
    return tag.has_attr("required") or attribute(tag, "aria-required") == "true"


def _key(draft: QuestionDraft, taken: set[str]) -> str:
    """Return what a control was sent as, if that can be a key, or else a key from the label."""
    key = draft.control.name.casefold().replace("-", "_")
    if not KEY_PATTERN.fullmatch(key) or key in RESERVED_KEYS | _COLUMNS | taken:
        key = key_from_label(draft.label.text, taken | _COLUMNS)
    taken.add(key)
    return key
