from datetime import datetime
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from consultation.common.language import has_languages
from consultation.pages.models.consultation_page import ConsultationContentPage
from home.consultation_list import list_consultations


class HomePage(ConsultationContentPage):
    """The front page: an introduction to the portal, and its consultations."""

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        max_length=1000,
        help_text=_("What people can do here, in a few sentences."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        *ConsultationContentPage.body_panels,
    ]
    search_fields = [*ConsultationContentPage.search_fields, index.SearchField("introduction")]

    template = "pages/home/home_page.html"
    page_description = _("The front page, which lists the consultations.")
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["consultation.ConsultationPage", "consultation.SectionPage"]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    consultation = None

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page below by its whole address in one look-up.

        Wagtail goes down level by level, two queries each: more than half of a
        request. None of our page types has routes of its own, so the result is the same.
        """
        if not path_components:
            return super().route(request, path_components)
        url_path = f"{self.url_path}{'/'.join(path_components)}/"
        page = Page.objects.live().filter(url_path=url_path, path__startswith=self.path).first()
        if page is None:
            raise Http404
        return page.specific.route(request, [])

    def next_change(self, context: dict[str, Any]) -> datetime | None:
        """Return when the list next changes by itself, or a block of the page does."""
        times = (super().next_change(context), context["consultations"].next_change)
        return min(filter(None, times), default=None)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the consultations that the reader asks for."""
        context = super().get_context(request, *args, **kwargs)
        return context | {"consultations": list_consultations(self, request)}


class FooterLinkBlock(blocks.StructBlock):
    """A link in the footer of every page."""

    page = blocks.PageChooserBlock(label=_("Page"))
    wording = blocks.CharBlock(
        label=_("Wording"),
        required=False,
        max_length=100,
        help_text=_("Leave blank to use the page’s title."),
    )

    class Meta:
        icon = "link"
        label = _("Link")


def _statement_field(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Linked in the footer of every page once the page is live."),
    )


@register_setting(icon="home", order=100)
class PortalSettings(BaseGenericSetting):
    """Settings for the header and footer of every page."""

    service_name = models.CharField(
        _("service name"),
        max_length=100,
        default=_("Consultation portal"),
        help_text=_("The name at the top of every page."),
    )
    organisation = models.CharField(
        _("organisation"),
        max_length=200,
        blank=True,
        help_text=_("Who runs the portal. Shown in the footer of every page."),
    )
    contact_email = models.EmailField(
        _("contact email"),
        blank=True,
        help_text=_("For questions about the portal. Shown in the footer of every page."),
    )
    security_contact = models.EmailField(
        _("security contact"),
        blank=True,
        help_text=_(
            "Where to report a security problem, published in /.well-known/security.txt. Leave "
            "blank to use the contact email."
        ),
    )
    share_picture = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("share picture"),
        help_text=_(
            "Shown when people share a link to a page that has no image of its own. "
            "1,200 × 630 pixels is best."
        ),
    )
    accessibility_statement = _statement_field(_("accessibility statement"))
    privacy_notice = _statement_field(_("privacy notice"))
    footer_text = RichTextField(_("footer text"), blank=True, features=["bold", "italic", "link"])
    footer_links = StreamField(
        [("link", FooterLinkBlock())], verbose_name=_("footer links"), blank=True
    )

    # For the footer of every page, in one query.
    select_related = ["accessibility_statement", "privacy_notice"]

    class Meta:
        verbose_name = _("portal")

    @cached_property
    def footer_pages(self) -> dict[str, Any]:
        """The pages that the footer links to, in the reader's language if they are translated."""
        statements = {"accessibility": self.accessibility_statement, "privacy": self.privacy_notice}
        links = [(link.value["page"], link.value["wording"]) for link in self.footer_links]
        pages = [page for page in (*statements.values(), *(link[0] for link in links)) if page]
        translated: dict[Any, Page] = {}
        if has_languages():
            found = Page.objects.live().filter(
                translation_key__in=[page.translation_key for page in pages],
                locale__language_code=get_language(),
            )
            translated = {page.translation_key: page for page in found}
        # An editor's wording is in the language of the page that it was written for.
        shown = [
            (other, "")
            if (other := translated.get(page.translation_key)) and other != page
            else (page, wording)
            for page, wording in links
            if page
        ]
        statements = {
            name: translated.get(page.translation_key, page) if page else None
            for name, page in statements.items()
        }
        return {"links": shown, **statements}


class JobRun(models.Model):
    """When a regular job last ran, and when it is due next."""

    name = models.CharField(max_length=100, unique=True)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
