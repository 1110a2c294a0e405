"""What forms take from their consultation: its lists of answers, and the ideas."""

from dataclasses import dataclass
from functools import cached_property
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
