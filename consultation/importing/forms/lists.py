"""The answer lists that many forms share."""

from collections import Counter
from collections.abc import Sequence

from consultation.importing.report import Place, Report

from .found import FoundForm, Lists

_ALL_IN_SIGHT = 7


def settle_lists(found: Sequence[FoundForm], report: Report) -> Lists:
    """Choose the consultation's lists of roles and reflections out of what its forms offer.

    The commonest list becomes the consultation's own. A question that offers another one keeps
    it: it becomes a single choice, in its form's block.

    Args:
        found: all forms of the source, in the order of its pages.
        report: where it is said which questions became single choices.
    """
    roles = _commonest([form.roles for form in found])
    reflections = _commonest([form.reflections for form in found])
    for form in found:
        _keep_own(form, "role", form.roles, roles, report)
        _keep_own(form, "reflection", form.reflections, reflections, report)
    for name, chosen in (("roles", roles), ("reflections", reflections)):
        number = sum(getattr(form, name) == chosen for form in found)
        if chosen:
            report.note(
                Place(""),
                f"The consultation’s list of {name} ({len(chosen)} answers) is the one of "
                f"{number} form{'' if number == 1 else 's'}.",
            )
    return Lists(roles, reflections)


def _commonest(lists: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    counts = Counter(each for each in lists if each)
    return counts.most_common(1)[0][0] if counts else ()


def _keep_own(
    form: FoundForm, kind: str, own: tuple[str, ...], chosen: tuple[str, ...], report: Report
) -> None:
    if not own or own == chosen:
        return
    for question in form.block["questions"]:
        if question["type"] == kind:
            question["type"] = "single_choice"
            question["value"] |= {
                "options": list(own),
                "display": "radios" if len(own) <= _ALL_IN_SIGHT else "select",
            }
            report.doubt(
                form.place,
                f"“{question['value']['label']}” offers other answers than most forms. It is a "
                "single choice of its own.",
            )
