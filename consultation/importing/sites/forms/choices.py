"""The options that a control offers, and the lists that they can be."""

import re

from bs4 import Tag

from consultation.feedback.answer_options import REFLECTION_OPTIONS, RESPONDENT_ROLES
from consultation.responses.definitions import SEPARATOR

from .controls import Control, attribute, one_line
from .labels import Labels

_PROMPT = re.compile(r"\W*(?:please\s+)?(?:select|choose|pick)\b|[\W_]*$|.*(?:…|\.\.\.)$", re.I)
_ROLE = re.compile(r"\byour (?:\w+ )?role\b|^role\b|\bdescribes (?:you|your role)\b", re.I)
_REFLECTION = re.compile(
    r"^(?:your )?reflections? on\b|^(?:kind|type|nature) of (?:your )?(?:reflection|feedback)", re.I
)


def options_of(control: Control, labels: Labels) -> list[str]:
    """Return what a control offers; nothing where one of the options has no words.

    A semicolon becomes a comma, since it separates options in exports.
    """
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
        text = option.replace(SEPARATOR.strip(), ",").removesuffix(":").strip()
        options.setdefault(text.casefold(), text)
    return [] if "" in options else list(options.values())


def _text_of(option: Tag) -> str:
    text = attribute(option, "label") or one_line(option.get_text())
    around = option.find_parent("optgroup")
    return f"{attribute(around, 'label')}: {text}" if around is not None else text


def _is_prompt(option: Tag, *, is_first: bool) -> bool:
    """Say whether an option stands for no answer, as browsers see it or by its words."""
    if option.has_attr("value") and not attribute(option, "value"):
        return True
    return is_first and (option.has_attr("disabled") or bool(_PROMPT.match(_text_of(option))))


def type_of_choice(label: str, options: list[str]) -> str:
    """Return the question type of a choice: one of a role, of a reflection, or any other."""
    if (_ROLE.search(label) and len(options) > 2) or _share(options, RESPONDENT_ROLES):
        return "role"
    if _REFLECTION.search(label) or _share(options, REFLECTION_OPTIONS):
        return "reflection"
    return "single_choice"


def _share(options: list[str], known: tuple[str, ...]) -> bool:
    """Say whether at least half of the options, and more than one, are among known ones."""
    common = {each.casefold() for each in options} & {each.casefold() for each in known}
    return len(common) > 1 and 2 * len(common) >= len(options)
