"""Where templates of consultations are kept: as drafts, outside every site, never public."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

SLUG = "consultation-templates"
# The whole path below the root tells a page of a template without a query.
TEMPLATES_PATH = f"/{SLUG}/"
NOT_PUBLISHED = _(
    "This belongs to a template, which is never sent for review or published. Start a consultation "
    "from it instead."
)


def is_template(item: Any) -> bool:
    """Say whether an item is a page of a template, or their place; areas and others never are."""
    return bool(getattr(item, "url_path", "").startswith(TEMPLATES_PATH))


def templates_only(pages: Any) -> Any:
    """Return those pages of a queryset that belong to templates."""
    return pages.filter(url_path__startswith=TEMPLATES_PATH)


def without_templates(pages: Any) -> Any:
    """Return those pages of a queryset that belong to no template."""
    return pages.exclude(url_path__startswith=TEMPLATES_PATH)


class TemplateRulesMixin:
    """Keeps pages of templates from being published, sent for review or mixed with others."""

    url_path: str
    live: bool

    @property
    def is_template(self) -> bool:
        """Whether the page belongs to a template."""
        return is_template(self)

    @property
    def has_workflow(self) -> bool:
        return not self.is_template and super().has_workflow  # type: ignore[misc]

    def get_workflow(self) -> Any:
        return None if self.is_template else super().get_workflow()  # type: ignore[misc]

    def can_move_to(self, parent: Page) -> bool:
        """Say whether the page may be moved there: what is or was public becomes no template."""
        is_let = self.is_template or not is_template(parent)
        return is_let and super().can_move_to(parent)  # type: ignore[misc]

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        saved = super().save(*args, **kwargs)  # type: ignore[misc]
        # However it was to be published: by code, an alias, or a copy that is public at once.
        if self.live and self.is_template:
            raise PermissionDenied(NOT_PUBLISHED)
        return saved


class TemplatesPage(TemplateRulesMixin, Page):
    """The place of the templates: each is a consultation below it, with pages and forms."""

    content_panels = [FieldPanel("title")]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []

    page_description = _("Consultations to start others from. Readers never see them.")
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["consultation.ConsultationPage"]
    max_count = 1

    class Meta:
        verbose_name = _("templates")
        verbose_name_plural = _("templates")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.slug = SLUG
        return super().save(*args, **kwargs)
