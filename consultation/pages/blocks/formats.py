"""Other formats of a page, such as Easy Read: what editors choose, and what readers see of it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock

KINDS = [
    ("easy_read", _("Easy Read")),
    ("bsl", _("British Sign Language (video)")),
    ("audio", _("Audio")),
    ("video", _("Video")),
    ("large_print", _("Large print")),
    ("document", _("Document")),
]
# A format is one of these.
TARGETS = ("page", "document", "url")


class FormatBlock(blocks.StructBlock):
    """One other format: a page, a document or a link."""

    kind = blocks.ChoiceBlock(choices=KINDS, label=_("Format"))
    title = blocks.CharBlock(
        required=False,
        max_length=150,
        label=_("Title"),
        help_text=_("Only if the format does not say enough, such as “Summary for young people”."),
    )
    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    document = DocumentChooserBlock(
        required=False,
        label=_("Document"),
        help_text=_("A file from the documents, such as a PDF, an MP3 or an MP4."),
    )
    url = blocks.URLBlock(
        required=False,
        label=_("Web address"),
        help_text=_("Of a video on another website. Begins with https://"),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        given = [name for name in TARGETS if cleaned.get(name)]
        # A draft need not be complete.
        if len(given) > 1 or not (given or self.is_deferred_validation):
            error = ValidationError(_("Choose a page or a document, or enter a web address."))
            field = given[-1] if given else TARGETS[0]
            raise StructBlockValidationError(block_errors={field: error})
        if not (cleaned["url"] or "https://").startswith("https://"):
            error = ValidationError(_("Enter a web address that begins with https://"))
            raise StructBlockValidationError(block_errors={"url": error})
        return cleaned

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        # The library may have none yet.
        value["document"] = get_document_model()(
            pk=0, title=gettext("Easy Read"), file="easy-read.pdf", file_size=2_300_000
        )
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        # For the preview; pages list all of their formats at once.
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return context | {"formats": list_formats([value], None)}

    class Meta:
        icon = "copy"
        label = _("Format")
        description = _("The same content in another form, such as Easy Read or sign language.")
        template = "components/formats.html"
        preview_value = {"kind": "easy_read"}


class FormatsBlock(blocks.StreamBlock):
    """The other formats of a page."""

    format = FormatBlock()


@dataclass(frozen=True, slots=True)
class ShownFormat:
    """A link to another format, as readers see it."""

    label: str
    url: str
    detail: str = ""  # type and size of a file, or the other website


def list_formats(values: Any, request: HttpRequest | None) -> list[ShownFormat]:
    """Return links to other formats, without those that readers would not find."""
    return [shown for value in values if (shown := _shown(value, request))]


def format_label(value: Any) -> str:
    """Return what readers read about a format, such as "Easy Read: Summary"."""
    label = str(dict(KINDS).get(value["kind"], ""))
    if value.get("title"):
        return gettext("%(format)s: %(title)s") % {"format": label, "title": value["title"]}
    return label


def _shown(value: Any, request: HttpRequest | None) -> ShownFormat | None:
    label = format_label(value)
    page, document, url = (value.get(name) for name in TARGETS)
    if document:
        size = filesizeformat(document.file_size) if document.file_size else ""
        details = filter(None, (document.file_extension.upper(), size))
        return ShownFormat(label, document.url, ", ".join(details))
    if page:
        address = page.get_url(request) if page.live else None
        return ShownFormat(label, address) if address else None
    return ShownFormat(label, url, urlsplit(url).netloc) if url else None
