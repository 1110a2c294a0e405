"""What reading a form yields."""

from dataclasses import dataclass, field
from typing import Any

from bs4.element import PageElement

from consultation.importing.report import Place


@dataclass(slots=True)
class FoundForm:
    """An HTML form as a feedback form block.

    Args:
        block: the raw value of `FeedbackFormBlock`. Links in its introduction and its thank-you
            text are as in the source: whoever stores it leads them where they belong.
        place: where the form stands.
        roles: the answers to its role question as found; empty without one.
        reflections: the answers to its reflection question as found.
        used: nodes outside the `<form>` that are part of the block now (heading,
            introduction, thank-you text); the page should not show them a second time.
        anchors: ids in the form and in what was used; links to them lead to `#feedback` now.
        values: by the key of a question, what the old form sent for each option that it named
            otherwise, for whoever imports the old answers.
    """

    block: dict[str, Any]
    place: Place
    roles: tuple[str, ...] = ()
    reflections: tuple[str, ...] = ()
    used: tuple[PageElement, ...] = ()
    anchors: tuple[str, ...] = ()
    values: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lists:
    """The answer lists of a consultation; an empty one leaves the portal's own list in place."""

    roles: tuple[str, ...] = ()
    reflections: tuple[str, ...] = ()
