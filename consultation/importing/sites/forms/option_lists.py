"""The lists of roles and reflections that most forms of a consultation share."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from consultation.importing.report import Place, Report

from .html_form import FormDraft


@dataclass(frozen=True, slots=True)
class OptionLists:
    """The option lists of a consultation; an empty one leaves the portal's own list in place."""

    roles: tuple[str, ...] = ()
    reflections: tuple[str, ...] = ()


def settle_lists(forms: Sequence[FormDraft], report: Report) -> OptionLists:
    """Choose the consultation's lists of roles and reflections out of those of its forms.

    The commonest list becomes the consultation's own. A question with another one keeps it: it
    becomes a single choice, in its form's block.
    """
    return OptionLists(
        _settle(forms, "role", "The consultation’s list of roles has {} options.", report),
        _settle(
            forms, "reflection", "The consultation’s list of reflections has {} options.", report
        ),
    )


def _settle(forms: Sequence[FormDraft], kind: str, note: str, report: Report) -> tuple[str, ...]:
    asked = [
        (form, each) for form in forms for each in form.block["questions"] if each["type"] == kind
    ]
    if not asked:
        return ()
    counts = Counter(tuple(question["value"]["options"]) for _, question in asked)
    chosen = counts.most_common(1)[0][0]
    number = len(chosen)
    if kind == "role":
        report.note(Place(""), f"The consultation’s list of roles has {number} options.")
    else:
        report.note(Place(""), f"The consultation’s list of reflections has {number} options.")
    for form, question in asked:
        value = question["value"]
        if tuple(value["options"]) == chosen:
            del value["options"], value["display"]
            continue
        question["type"] = "single_choice"
        report.doubt(
            form.place,
            f"“{value['label']}” offers other options than most forms. It is a single choice of "
            "its own.",
        )
    return chosen
