"""Idea sets hold areas, areas hold themes, and themes hold ideas."""

from collections.abc import Container
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from consultation.common.date_forms import ScheduleFormMixin
from consultation.common.drafts import GuidanceFormMixin

# Questions may ask about ideas and about themes: this distinguishes a theme's key.
THEME_KEY = "theme-"
ORDER = ("sort_order", "pk")


class IdeaSet(index.Indexed, models.Model):
    """The areas, themes and ideas of a consultation. Readers never see it itself."""

    below = "areas"

    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        help_text=_("Only editors see it, such as “Library opening hours”."),
    )
    description = models.TextField(
        _("description"),
        blank=True,
        max_length=500,
        help_text=_("What the ideas are about, and who looks after them. Only editors see it."),
    )

    panels = [*map(FieldPanel, ("name", "description"))]
    search_fields = [
        *map(index.SearchField, ("name", "description")),
        index.AutocompleteField("name"),
    ]

    class Meta:
        verbose_name = _("idea set")
        verbose_name_plural = _("idea sets")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class SnippetQuerySet(models.QuerySet):
    """Areas, themes or ideas as readers see them; the model's `above` names their parents."""

    def in_set(self, idea_set: int | None) -> Self:
        """Return the items of an idea set, by its id."""
        return self.filter(**{self.model.set_path: idea_set})  # type: ignore[attr-defined]

    def public(self) -> Self:
        """Return what readers may see: nothing below an unpublished item."""
        above: Any = self.model.above  # type: ignore[attr-defined]
        return self.filter(live=True, **{f"{name}__live": True for name in above})

    def in_order(self) -> Self:
        """Return items set by set, area by area and theme by theme, each in its own order."""
        return self.order_by(*reading_order(self.model))


def reading_order(model: Any) -> list[str]:
    """Return the fields of a model's order for readers."""
    own = [f"{name}__{field}" for name in reversed(model.above) for field in ORDER] + [*ORDER]
    return [f"{model.set_path}__name", *own]


def parent_field(model: Any) -> str:
    """Return the name of the relation to what directly holds the items of a model."""
    return str(model.above[0] if model.above else model.set_path)


class ReviewableForm(GuidanceFormMixin, ScheduleFormMixin, WagtailAdminModelForm):
    """The editor's form of areas, themes and ideas."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "idea_set" not in self.fields:
            return
        if self.instance.pk:
            self.fields["idea_set"].disabled = True
        elif not self.initial.get("idea_set") and len(sets := IdeaSet.objects.all()[:2]) == 1:
            self.initial["idea_set"] = sets[0]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # Pages and answers that name it belong to consultations of its set.
        name = next(iter(self.instance.above), "")
        if self.instance.pk and (parent := cleaned.get(name)):
            stored = type(self.instance)._default_manager.filter(pk=self.instance.pk)
            if not stored.in_set(parent.idea_set.pk).exists():
                self.add_error(name, gettext("Choose one of the same idea set."))
        return cleaned


class ReviewableSnippet(
    index.Indexed,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    Orderable,
):
    """The base of areas, themes and ideas: drafts, review, locking, an order and a code.

    The code names an item in addresses, anchors and spreadsheets. It is made from
    the first wording and survives every later one.
    """

    base_form_class = ReviewableForm
    # The relations to the parents, nearest first, and to the children.
    above: tuple[str, ...] = ()
    below = ""
    # The relation to the idea set.
    set_path = ""
    # The prefix that codes of this model may not have.
    reserved = ""
    untitled: Any = ""

    code = models.SlugField(max_length=60, unique=True, editable=False)

    revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id"
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
    )

    class Meta:
        abstract = True
        ordering = ORDER

    def __str__(self) -> str:
        return self.wording or (self.untitled % {"number": self.pk or ""}).rstrip()

    @property
    def wording(self) -> str:
        """The text from which the code is made."""
        raise NotImplementedError

    @property
    def row_key(self) -> str:
        """The key of the item in questions and in counts of answers."""
        return self.code

    @property
    def hidden_by(self) -> "ReviewableSnippet | None":
        """The unpublished parent that hides this from readers, or None."""
        parent: ReviewableSnippet | None = getattr(self, self.above[0]) if self.above else None
        return parent.hidden_by if parent and parent.live else parent

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        # Before the check that it is unique.
        self.give_code()
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.give_code()
        # As Wagtail's editor does: new items go to the end.
        if getattr(self, "sort_order", None) is None:
            last = type(self)._default_manager.aggregate(last=models.Max("sort_order"))["last"]
            self.sort_order = 0 if last is None else last + 1
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        # Dragging changes the order at once, also of drafts.
        item = super().with_content_json(content)
        item.code, item.sort_order = self.code, self.sort_order
        return item

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = False, strict_fks: bool = False
    ) -> Any:
        # The parent of a draft cannot be deleted: a check would cost a query for every idea.
        return super().from_serializable_data(data, check_fks=check_fks, strict_fks=strict_fks)

    def newest_draft(self) -> Self:
        """Return it as in its newest draft, without a query if `latest_revision` is fetched."""
        if not self.has_unpublished_changes or self.latest_revision is None:
            return self
        draft: Self = self.with_content_json(self.latest_revision.content)
        for field in self._meta.concrete_fields:
            is_same = getattr(draft, field.attname) == getattr(self, field.attname)
            if field.is_relation and is_same and field.is_cached(self):
                field.set_cached_value(draft, field.get_cached_value(self))
        return draft

    def give_code(self, taken: Container[str] | None = None) -> None:
        """Make the code from the wording, once, different from existing codes."""
        if self.code:
            return
        model_name = str(self._meta.model_name)
        base = slugify(self.wording)[:40].strip("-") or model_name
        # With a hyphen, since a number may be appended.
        if self.reserved and f"{base}-".startswith(self.reserved):
            base = f"{model_name}-{base}"
        if taken is None:
            others = type(self)._default_manager.exclude(pk=self.pk)
            taken = set(others.filter(code__startswith=base).values_list("code", flat=True))
        self.code = numbered_code(base, taken)

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return f"ideas/preview/{self._meta.model_name}.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Add the newest drafts of the children; a new item has none yet."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        if self.below and self.pk:
            below = getattr(self, self.below).select_related("latest_revision")
            context[self.below] = [item.newest_draft() for item in below]
        return context


def numbered_code(base: str, taken: Container[str]) -> str:
    """Return a code that is not taken, with a number if need be."""
    code, number = base, 2
    while code in taken:
        code, number = f"{base[:55]}-{number}", number + 1
    return code


class AreaColour(models.TextChoices):
    """The colours of areas: pairs that are easy to read, in the stylesheet."""

    TEAL = "teal", _("Teal")
    BLUE = "blue", _("Blue")
    VIOLET = "violet", _("Violet")
    PLUM = "plum", _("Plum")
    RUST = "rust", _("Rust")
    OLIVE = "olive", _("Olive")
    SLATE = "slate", _("Slate")


class Area(ReviewableSnippet):
    """An area, which holds themes."""

    below = "themes"
    set_path = "idea_set"
    untitled = _("Untitled area %(number)s")

    idea_set = models.ForeignKey(
        IdeaSet,
        on_delete=models.PROTECT,
        related_name="areas",
        verbose_name=_("idea set"),
        help_text=_("Consultations with this set show the area. You cannot change it later."),
    )
    name = models.CharField(
        _("name"), max_length=100, help_text=_("A short name, such as “Parks and play areas”.")
    )
    colour = models.CharField(
        _("colour"),
        max_length=20,
        choices=AreaColour.choices,
        default=AreaColour.TEAL,
        help_text=_("Marks the area in tables, always together with its name."),
    )
    summary = models.TextField(_("summary"), blank=True, max_length=500)

    objects = SnippetQuerySet.as_manager()

    panels = [*map(FieldPanel, ("idea_set", "name", "colour", "summary")), PublishingPanel()]
    search_fields = [
        *map(index.SearchField, ("name", "summary")),
        index.AutocompleteField("name"),
        *map(index.FilterField, ("idea_set_id", "colour", "live")),
    ]

    class Meta(ReviewableSnippet.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    @property
    def wording(self) -> str:
        return self.name


class Theme(ReviewableSnippet):
    """A subject within an area, which holds ideas."""

    above = ("area",)
    below = "ideas"
    set_path = "area__idea_set"
    untitled = _("Untitled theme %(number)s")

    # Protected: an area with themes is in use, and is retired, not deleted.
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="themes", verbose_name=_("area")
    )
    title = models.CharField(_("full title"), max_length=200)
    short_title = models.CharField(
        _("short title"),
        max_length=60,
        help_text=_("For tables and links, where the full title is too long."),
    )
    summary = models.TextField(_("summary"), blank=True, max_length=500)

    objects = SnippetQuerySet.as_manager()

    panels = [*map(FieldPanel, ("area", "title", "short_title", "summary")), PublishingPanel()]
    search_fields = [
        *map(index.SearchField, ("title", "short_title", "summary")),
        *map(index.AutocompleteField, ("title", "short_title")),
        *map(index.FilterField, ("area_id", "live")),
    ]

    class Meta(ReviewableSnippet.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.title or super().__str__()

    @property
    def idea_set(self) -> IdeaSet:
        """The set of its area, which never changes."""
        return self.area.idea_set

    @property
    def wording(self) -> str:
        return self.short_title

    @property
    def row_key(self) -> str:
        return THEME_KEY + self.code


class IdeaStatus(models.TextChoices):
    """The status of an idea. None of them is a promise."""

    PROPOSED = "proposed", _("Proposed")
    TESTING = "testing", _("Being tested")
    ADOPTED = "adopted", _("Adopted")
    DROPPED = "dropped", _("Dropped")


class Idea(ReviewableSnippet):
    """A proposal for people to rate: an idea, not a commitment."""

    above = ("theme", "theme__area")
    set_path = "theme__area__idea_set"
    reserved = THEME_KEY
    untitled = _("Untitled idea %(number)s")

    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="ideas", verbose_name=_("theme")
    )
    lead = models.CharField(
        _("emphasised first word"),
        max_length=40,
        blank=True,
        help_text=_("Shown in bold before the statement, such as “Open”. Optional."),
    )
    statement = models.CharField(
        _("statement"),
        max_length=250,
        help_text=_("The idea in one line, continuing from the first word."),
    )
    description = RichTextField(
        _("description"), blank=True, features=["bold", "italic", "link", "ol", "ul"]
    )
    status = models.CharField(
        _("status"), max_length=20, choices=IdeaStatus.choices, default=IdeaStatus.PROPOSED
    )
    public_note = models.TextField(
        _("public note"),
        blank=True,
        max_length=500,
        help_text=_("Why it has this status. Required if the idea is dropped."),
    )

    objects = SnippetQuerySet.as_manager()

    panels = [
        FieldPanel("theme"),
        MultiFieldPanel([FieldPanel("lead"), FieldPanel("statement")], heading=_("The idea")),
        FieldPanel("description"),
        MultiFieldPanel([FieldPanel("status"), FieldPanel("public_note")], heading=_("Status")),
        PublishingPanel(),
    ]
    search_fields = [
        *map(index.SearchField, ("statement", "lead", "description")),
        *map(index.AutocompleteField, ("statement", "lead")),
        *map(index.FilterField, ("theme_id", "status", "live")),
    ]

    class Meta(ReviewableSnippet.Meta):
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        constraints = (
            # Otherwise an idea could share its results with a theme.
            models.CheckConstraint(
                condition=~models.Q(code__istartswith=THEME_KEY),
                name="no_idea_has_a_key_of_themes",
                violation_error_message=_("The code of an idea cannot begin with “theme-”."),
            ),
        )

    def clean(self) -> None:
        super().clean()
        if self.status == IdeaStatus.DROPPED and not self.public_note.strip():
            raise ValidationError(
                {
                    "public_note": gettext(
                        "Enter why the idea was dropped: people took the time to rate it."
                    )
                }
            )

    @property
    def idea_set(self) -> IdeaSet:
        """The set of its theme, which never changes."""
        return self.theme.area.idea_set

    @property
    def wording(self) -> str:
        return f"{self.lead} {self.statement}".strip()

    @property
    def anchor(self) -> str:
        """The id for links to the idea, which does not change with its wording."""
        return f"idea-{self.code}"


# From the top down.
MODELS: tuple[type[ReviewableSnippet], ...] = (Area, Theme, Idea)
