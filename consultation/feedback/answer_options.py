"""What forms take from their consultation: its lists of answers, and the ideas."""

from dataclasses import dataclass
from functools import cached_property

from consultation.responses.definitions import Row
from ideas.models import Idea, Theme

# The lists that a new consultation starts with; editors change them there.
RESPONDENT_ROLES: tuple[str, ...] = (
    "Local authority data professional",
    "Local authority digital professional",
    "Local authority children’s social care professional",
    "Local authority leadership",
    "Central government data professional",
    "Central government digital professional",
    "Central government social care professional",
    "Central government leadership",
    "Other public sector professional role",
    "Data and digital supplier/partner",
    "Data and digital consultant",
    "Other private sector professional role",
    "Person (with current or previous social care involvement as a service user)",
    "Person (without current or previous social care involvement as a service user)",
)
REFLECTION_OPTIONS: tuple[str, ...] = (
    "I’m enthusiastic about this",
    "I’m unsure about this",
    "I disagree with this",
    "I have a general reflection on this",
    "I’ve identified a specific issue with this",
    "Other",
)


@dataclass
class AnswerOptions:
    """The answers that a form offers without naming them itself; the ideas are read once."""

    roles: tuple[str, ...] = RESPONDENT_ROLES
    reflections: tuple[str, ...] = REFLECTION_OPTIONS
    # Ask about all ideas as their newest drafts have them, for previews.
    drafts: bool = False

    @cached_property
    def _ideas(self) -> list[Idea]:
        ideas = Idea.objects.select_related("theme__area").in_order()
        if not self.drafts:
            return list(ideas.public())
        return [idea.newest_draft() for idea in ideas.select_related("latest_revision")]

    def idea_rows(
        self, *, area: int | None = None, theme: int | None = None, chosen: tuple[int, ...] = ()
    ) -> tuple[Row, ...]:
        """Return a row for each idea in the order of the tree; chosen ids leave out all others."""
        if chosen:
            ideas = [idea for idea in self._ideas if idea.pk in chosen]
        else:
            ideas = [
                idea
                for idea in self._ideas
                if theme in (None, idea.theme_id) and area in (None, idea.theme.area_id)
            ]
        return tuple(Row(idea.row_key, idea.wording, idea.theme.title) for idea in ideas)

    def theme_rows(self, *, area: int | None = None) -> tuple[Row, ...]:
        """Return a row for each theme, of one area or of all, that has a public idea."""
        themes: dict[int, Theme] = {idea.theme_id: idea.theme for idea in self._ideas}
        return tuple(
            Row(theme.row_key, theme.title, theme.area.name)
            for theme in themes.values()
            if area in (None, theme.area_id)
        )
