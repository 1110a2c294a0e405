from dataclasses import dataclass

from consultation.feedback.defaults import REFLECTION_OPTIONS, RESPONDENT_ROLES


@dataclass(frozen=True, slots=True)
class AnswerLists:
    """The lists that all forms of a consultation share."""

    roles: tuple[str, ...] = RESPONDENT_ROLES
    reflections: tuple[str, ...] = REFLECTION_OPTIONS
