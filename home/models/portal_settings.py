from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField, StreamField


class FooterLinkValue(blocks.StructValue):
    """A link to a page of the portal."""

    @property
    def text(self) -> str:
        """The link's wording: its own, else the page's title."""
        page = self.get("page")
        return self.get("wording") or (page.title if page else "")


class FooterLinkBlock(blocks.StructBlock):
    """A link at the foot of every page."""

    page = blocks.PageChooserBlock()
    wording = blocks.CharBlock(
        required=False, max_length=100, help_text="Leave this empty to use the page’s title."
    )

    class Meta:
        icon = "link"
        label = "Link"
        value_class = FooterLinkValue


@register_setting(icon="home", order=100)
class PortalSettings(BaseGenericSetting):
    """What stands on every page, around its content."""

    service_name = models.CharField(
        max_length=100,
        default="Consultation portal",
        help_text="The name at the top of every page.",
    )
    organisation = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who runs the portal. Shown at the foot of every page.",
    )
    contact_email = models.EmailField(
        blank=True, help_text="Where readers can write about the portal itself."
    )
    security_contact = models.EmailField(
        blank=True,
        help_text=(
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
        help_text=(
            "Shown where people share a link to a page that has no picture of its own. "
            "1,200 × 630 pixels is best."
        ),
    )
    accessibility_statement = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Linked at the foot of every page once the page is live.",
    )
    privacy_notice = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Linked at the foot of every page once the page is live.",
    )
    footer_text = RichTextField(blank=True, features=["bold", "italic", "link"])
    footer_links = StreamField([("link", FooterLinkBlock())], blank=True)

    panels = [
        FieldPanel("service_name"),
        FieldPanel("organisation"),
        FieldPanel("contact_email"),
        FieldPanel("security_contact"),
        FieldPanel("share_picture"),
        FieldPanel("accessibility_statement"),
        FieldPanel("privacy_notice"),
        FieldPanel("footer_text"),
        FieldPanel("footer_links"),
    ]

    # For the foot of every page, in one query.
    select_related = ["accessibility_statement", "privacy_notice"]

    class Meta:
        verbose_name = "portal"
