from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from ideas.querysets import IdeaQuerySet

from .base import THEME_KEY, Reviewed
from .theme import Theme


class IdeaStatus(models.TextChoices):
    """How far an idea has come. None of them is a promise."""

    PROPOSED = "proposed", "Proposed"
    TESTING = "testing", "Being tested"
    ADOPTED = "adopted", "Adopted"
    DROPPED = "dropped", "Dropped"


class Idea(Reviewed, index.Indexed, models.Model):
    """One thing that could be done, put forward to be judged: an idea, not a commitment."""

    reserved = THEME_KEY

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="ideas")
    lead = models.CharField(
        "emphasised first word",
        max_length=40,
        blank=True,
        help_text="Shown in bold before the statement, like “Share”. May be left empty.",
    )
    statement = models.CharField(
        max_length=250, help_text="The idea in one line. It goes on after the first word."
    )
    description = RichTextField(blank=True, features=["bold", "italic", "link", "ol", "ul"])
    status = models.CharField(
        max_length=20, choices=IdeaStatus.choices, default=IdeaStatus.PROPOSED
    )
    public_note = models.TextField(
        blank=True,
        max_length=500,
        help_text="Why it has this status. An idea that is dropped needs one.",
    )

    objects = IdeaQuerySet.as_manager()

    panels = [
        FieldPanel("theme"),
        MultiFieldPanel([FieldPanel("lead"), FieldPanel("statement")], heading="The idea"),
        FieldPanel("description"),
        MultiFieldPanel([FieldPanel("status"), FieldPanel("public_note")], heading="Status"),
        PublishingPanel(),
    ]
    search_fields = [
        index.SearchField("statement"),
        index.AutocompleteField("statement"),
        index.SearchField("lead"),
        index.SearchField("description"),
        index.AutocompleteField("lead"),
        index.FilterField("theme_id"),
        index.FilterField("status"),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ("sort_order", "pk")
        constraints = (
            # Else an idea could share its results with a theme.
            models.CheckConstraint(
                condition=~models.Q(code__istartswith=THEME_KEY),
                name="no_idea_has_a_key_of_themes",
                violation_error_message=f"The code of an idea cannot begin with “{THEME_KEY}”.",
            ),
        )

    def __str__(self) -> str:
        return self.wording or self.untitled

    def clean(self) -> None:
        """Ask for a reason where an idea is dropped."""
        super().clean()
        if self.status == IdeaStatus.DROPPED and not self.public_note.strip():
            raise ValidationError(
                {"public_note": "Say why the idea was dropped: people took the time to judge it."}
            )

    @property
    def wording(self) -> str:
        """The whole statement."""
        return f"{self.lead} {self.statement}".strip()

    @property
    def anchor(self) -> str:
        """The id under which the idea can be linked to, whatever its wording becomes."""
        return f"idea-{self.code}"

    @property
    def hidden_by(self) -> Reviewed | None:
        """The theme, or else its area, unless they are published."""
        return self.theme.hidden_by if self.theme.live else self.theme

    def get_preview_template(self, request: object, mode_name: str) -> str:
        """Return the template that shows an idea as pages do."""
        return "ideas/preview/idea.html"
