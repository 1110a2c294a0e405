"""Questions as a feedback form block holds them."""

import re
from functools import partial
from typing import Any

from bs4 import Tag
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.common.text import comma_separated
from consultation.feedback.blocks.form import key_from_label
from consultation.feedback.blocks.questions import (
    AUTOCOMPLETE_CHOICES,
    KEY_PATTERN,
    RESERVED_KEYS,
)
from consultation.importing.personal_data import asks_for_personal_data
from consultation.importing.report import Place, Report
from consultation.importing.sites.elements import attribute, one_line
from consultation.responses.definitions import SEPARATOR

from .controls import Control, Label, Labels

# Enough to find a form again; no one reads a longer list.
MOST_NAMED = 50
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
_PROMPT = re.compile(r"\W*(?:please\s+)?(?:select|choose|pick)\b|[\W_]*$|.*(?:…|\.\.\.)$", re.I)
_ROLE = re.compile(r"\byour (?:\w+ )?role\b|^role\b|\bdescribes (?:you|your role)\b", re.I)
_REFLECTION = re.compile(
    r"^(?:your )?reflections? on\b|^(?:kind|type|nature) of (?:your )?(?:reflection|feedback)", re.I
)


def shortened(text: str) -> str:
    """Return a text as a report quotes it."""
    return Truncator(text).chars(80)


class FormReport:
    """The report as one form uses it, which begins at a place of the source."""

    def __init__(self, report: Report, place: Place) -> None:
        self.loss = partial(report.loss, place)
        self.doubt = partial(report.doubt, place)
        self.note = partial(report.note, place)

    def rebuild(self, questions: list[str], *, is_begun: bool = False) -> None:
        """Say that a form with these questions, or the rest of it, has to be made by hand."""
        named = comma_separated(f"“{each[:250]}”" for each in questions[:MOST_NAMED])
        if is_begun:
            text = _("Complete this form in the portal: it has these questions as well: %(names)s.")
        elif questions:
            text = _("Rebuild this form in the portal: it has these questions: %(names)s.")
        else:
            text = _("Rebuild this form in the portal: its questions are not in the source.")
        # However many forms there are, each is named in full.
        self.loss(text % {"names": named})

    def fit(self, text: str, length: int) -> str:
        """Return a text no longer than its place, and say so where it is cut."""
        if len(text) > length:
            self.loss(_("“%(text)s” is too long, so it was cut.") % {"text": text[:4000]})
        return Truncator(text).chars(length)


class QuestionReader:
    """Reads the questions of one form as raw blocks."""

    def __init__(self, labels: Labels, report: FormReport) -> None:
        self.labels, self.report = labels, report
        self.blocks: list[dict[str, Any]] = []

    def read(self, control: Control) -> bool:
        """Add the question that a control asks; say whether a question here can ask it."""
        label, kind = self.labels.label_of(control), control.kind
        options = _options(control, self.labels)
        is_choice = kind == "select" or control.is_group
        is_known = kind not in _UNKNOWN and (not is_choice or 0 < len(options) <= MOST_OPTIONS)
        if not label.text or not is_known:
            return False
        if is_choice:
            question_type, fields = self._choice(control, label, options)
        elif kind in ("number", "range"):
            question_type, fields = "number", _number_limits(control)
        elif kind in ("checkbox", "email", "date"):
            question_type, fields = ("consent" if kind == "checkbox" else kind), {}
        else:
            question_type, fields = _text_limits(control, label)
        question = {
            "label": self.report.fit(label.text, LONGEST_LABEL),
            "help_text": self.report.fit(label.help_text, LONGEST_HELP),
            "required": label.required or any(map(_is_required, control.tags)),
            "key": self._key(control, label),
        }
        self.blocks.append({"type": question_type, "value": question | fields})
        return True

    def _choice(
        self, control: Control, label: Label, options: list[str]
    ) -> tuple[str, dict[str, Any]]:
        """Return the type and fields of a choice; a form has one role and one reflection."""
        cut = [self.report.fit(each, LONGEST_LABEL) for each in options]
        fields: dict[str, Any] = {"options": list(dict.fromkeys(cut))}
        if control.kind == "checkbox" or control.first.has_attr("multiple"):
            return "several_choices", fields
        fields["display"] = "select" if control.kind == "select" else "radios"
        found = _choice_type(label.text, options)
        is_second = any(block["type"] == found for block in self.blocks)
        return "single_choice" if is_second else found, fields

    def _key(self, control: Control, label: Label) -> str:
        """Return the name that a control has, if that can be a key, or a key from the label."""
        taken = {block["value"]["key"] for block in self.blocks} | _COLUMNS
        key = control.name.casefold().replace("-", "_")
        if not KEY_PATTERN.fullmatch(key) or key in RESERVED_KEYS | taken:
            return key_from_label(label.text, taken)
        return key


def _options(control: Control, labels: Labels) -> list[str]:
    """Return what a control offers; nothing where one of the options has no words."""
    if control.kind == "select":
        offered = [
            _text_of(option)
            for number, option in enumerate(control.first.find_all("option"))
            if not _is_prompt(option, is_first=number == 0)
        ]
    else:
        offered = [labels.text_of(tag) for tag in control.tags]
    options: dict[str, str] = {}
    for option in offered:
        # A semicolon separates options in exports.
        text = option.replace(SEPARATOR.strip(), ",").removesuffix(":").strip()
        options.setdefault(text.casefold(), text)
    return [] if "" in options else list(options.values())


def _text_of(option: Tag) -> str:
    text = attribute(option, "label") or one_line(option.get_text())
    around = option.find_parent("optgroup")
    return f"{attribute(around, 'label')}: {text}" if around is not None else text


def _is_prompt(option: Tag, *, is_first: bool) -> bool:
    if option.has_attr("value") and not attribute(option, "value"):
        return True
    return is_first and (option.has_attr("disabled") or bool(_PROMPT.match(_text_of(option))))


def _choice_type(label: str, options: list[str]) -> str:
    if _ROLE.search(label) and len(options) > 2:
        return "role"
    return "reflection" if _REFLECTION.search(label) else "single_choice"


def _is_required(tag: Tag) -> bool:
    return tag.has_attr("required") or attribute(tag, "aria-required") == "true"


def _text_limits(control: Control, label: Label) -> tuple[str, dict[str, Any]]:
    first, fields = control.first, dict[str, Any]()
    tokens = [*attribute(first, "autocomplete").casefold().split(), control.kind]
    fields["personal"] = any(map(_PERSONAL_AUTOCOMPLETE.fullmatch, tokens[:-1])) or (
        control.kind == "tel" or any(map(asks_for_personal_data, (label.text, control.name)))
    )
    if detail := next((token for token, _ in AUTOCOMPLETE_CHOICES if token in tokens), ""):
        fields["autocomplete"] = detail
    least, most = (int(_number(first, each) or 0) for each in ("minlength", "maxlength"))
    if least > most > 0:
        least = most = 0
    if least > 1:
        text = ngettext("At least %(count)d character.", "At least %(count)d characters.", least)
        label.help(text % {"count": least})
    if control.kind == "textarea":
        fields |= {"limit": most, "limit_unit": "characters"} if 0 < most <= LONGEST_TEXT else {}
        return "long_text", fields
    fields |= {"minimum_characters": least} if 0 < least <= LONGEST_LINE else {}
    fields |= {"maximum_characters": most} if 0 < most <= LONGEST_LINE else {}
    return "short_text", fields


def _number_limits(control: Control) -> dict[str, Any]:
    first = control.first
    least, most = _number(first, "min"), _number(first, "max")
    step = _number(first, "step") if first.get("step") else 1.0
    if control.kind == "range":
        # A slider without limits has those of HTML.
        least, most = least or 0.0, 100.0 if most is None else most
    if least is not None and most is not None and least > most:
        least = most = None
    is_whole = bool(step) and all((each or 0.0) % 1 == 0 for each in (least, most, step))
    return {"minimum": least, "maximum": most, "whole": is_whole}


def _number(tag: Tag, name: str) -> float | None:
    """Return the number in an attribute, if one of that size can be typed in here."""
    text = attribute(tag, name)
    return float(text) if re.fullmatch(r"-?\d{1,14}(?:\.\d{1,9})?", text, re.ASCII) else None
