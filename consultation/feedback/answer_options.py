"""What forms take from their consultation: its lists of answers, and its ideas."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultation.responses.definitions import Row
from ideas.models import Idea, Theme

# The lists that a new consultation starts with; editors change them there.
RESPONDENT_ROLES: tuple[Any, ...] = (
    _("Member of the public"),
    _("Local resident"),
    _("Business"),
    _("Charity or community group"),
    _("Public sector organisation"),
    _("Other"),
)
REFLECTION_OPTIONS: tuple[Any, ...] = (
    _("I support this"),
    _("I’m unsure about this"),
    _("I do not support this"),
    _("I have another comment"),
)


@dataclass
class AnswerOptions:
    """The answers that a form offers without naming them itself; the ideas are read once."""

    roles: tuple[Any, ...] = RESPONDENT_ROLES
    reflections: tuple[Any, ...] = REFLECTION_OPTIONS
    # The consultation's own idea set. Without one, only questions that name a set find ideas.
    idea_set: int | None = None
    # Ask about all ideas as their newest drafts have them, for previews.
    drafts: bool = False
    _ideas: dict[int, list[Idea]] = field(default_factory=dict)

    def fetch_ideas(self, idea_sets: Collection[int]) -> None:
        """Read the ideas of these sets by one query, if they are not read yet."""
        missing = set(idea_sets) - self._ideas.keys()
        if not missing:
            return
        self._ideas |= {each: [] for each in missing}
        ideas = Idea.objects.filter(theme__area__idea_set__in=missing)
        ideas = ideas.select_related("theme__area").in_order()
        ideas = ideas.select_related("latest_revision") if self.drafts else ideas.public()
        for idea in ideas:
            draft = idea.newest_draft() if self.drafts else idea
            self._ideas[idea.theme.area.idea_set_id].append(draft)

    def _ideas_of(self, idea_set: int | None) -> list[Idea]:
        chosen = idea_set or self.idea_set
        if chosen is None:
            return []
        self.fetch_ideas([chosen])
        return self._ideas[chosen]

    def idea_rows(
        self,
        *,
        idea_set: int | None = None,
        area: int | None = None,
        theme: int | None = None,
        chosen: tuple[int, ...] = (),
    ) -> tuple[Row, ...]:
        """Return a row for each idea in the order of the tree; chosen ids leave out all others.

        Without a set, the ideas are the consultation's own.
        """
        ideas = self._ideas_of(idea_set)
        if chosen:
            ideas = [idea for idea in ideas if idea.pk in chosen]
        else:
            ideas = [
                idea
                for idea in ideas
                if theme in (None, idea.theme_id) and area in (None, idea.theme.area_id)
            ]
        return tuple(Row(idea.row_key, idea.wording, idea.theme.title) for idea in ideas)

    def theme_rows(
        self, *, idea_set: int | None = None, area: int | None = None
    ) -> tuple[Row, ...]:
        """Return a row for each theme, of one area or of all, that has a public idea."""
        ideas = self._ideas_of(idea_set)
        themes: dict[int, Theme] = {idea.theme_id: idea.theme for idea in ideas}
        return tuple(
            Row(theme.row_key, theme.title, theme.area.name)
            for theme in themes.values()
            if area in (None, theme.area_id)
        )
