from dataclasses import dataclass, field

from consultation.feedback.defaults import REFLECTION_OPTIONS, RESPONDENT_ROLES
from consultation.feedback.idea_rows import IdeaRows


@dataclass(frozen=True, slots=True)
class AnswerLists:
    """What forms take from outside themselves: the consultation's lists, and the ideas.

    Args:
        roles: respondents' roles.
        reflections: kinds of reflection.
        ideas: rows for questions about ideas; asks the database only when asked.
    """

    roles: tuple[str, ...] = RESPONDENT_ROLES
    reflections: tuple[str, ...] = REFLECTION_OPTIONS
    ideas: IdeaRows = field(default_factory=IdeaRows, compare=False)
