from typing import Any
from urllib.parse import urlsplit

from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from consultation.pages.blocks.previews import PREVIEWS


class PictureBlock(blocks.StructBlock):
    """A picture with its alternative text, or marked as decoration."""

    image = ImageBlock(
        help_text=(
            "Describe what the picture says in the alternative text. "
            "Mark it as decorative only if nothing is lost without it."
        )
    )
    caption = blocks.CharBlock(required=False, max_length=500)

    class Meta:
        icon = "image"
        label = "Picture"
        description = "A picture with alternative text and, if you like, a caption."
        template = "components/blocks/image.html"
        preview_template = "components/blocks/image_preview.html"
        preview_value: dict[str, Any] = {"image": None, "caption": "Where the caption stands"}


class CycleValue(blocks.StructValue):
    """Steps that lead to each other in a ring."""

    @property
    def steps_with_next(self) -> list[tuple[Any, Any]]:
        """Each step with the one it leads to; the last leads to the first."""
        steps = list(self["steps"])
        return list(zip(steps, steps[1:] + steps[:1], strict=True))


class CycleStepBlock(blocks.StructBlock):
    """One step of the ring."""

    title = blocks.CharBlock(max_length=80)
    text = blocks.CharBlock(required=False, max_length=200)

    class Meta:
        icon = "rotate"
        label = "Step"


class CycleBlock(blocks.StructBlock):
    """Three to six steps that lead to each other, drawn as a ring of real text."""

    title = blocks.CharBlock(max_length=150)
    introduction = blocks.TextBlock(required=False)
    steps = blocks.ListBlock(CycleStepBlock(), min_num=3, max_num=6)

    class Meta:
        icon = "rotate"
        label = "Cycle diagram"
        description = "Three to six steps, each leading to the next and the last to the first."
        template = "components/blocks/cycle.html"
        value_class = CycleValue
        preview_value = PREVIEWS["cycle"]


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock()
    title = blocks.CharBlock(
        required=False,
        max_length=200,
        help_text="Leave this empty to use the document’s own title.",
    )
    description = blocks.TextBlock(required=False)

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        # The library may have none yet.
        value["document"] = get_document_model()(
            pk=0, title="The full report", file="full-report.pdf", file_size=1_200_000
        )
        return value

    class Meta:
        icon = "doc-full"
        description = "A document to download, with its type and size."
        template = "components/blocks/document.html"
        preview_value = PREVIEWS["document"]


class EmbedValue(blocks.StructValue):
    """Something that is shown elsewhere, on a site that a reader is told."""

    @property
    def host(self) -> str:
        return urlsplit(self.get("url") or "").netloc.removeprefix("www.")


class EmbedBlock(blocks.StructBlock):
    """A film or recording on another site, reached by a link.

    Nothing is loaded from there: whoever reads a consultation is not reported
    to a film platform, and the page needs no consent banner.
    """

    title = blocks.CharBlock(max_length=200)
    url = blocks.URLBlock(label="Address", help_text="Where the film or recording can be seen.")
    description = blocks.TextBlock(required=False)
    transcript = blocks.RichTextBlock(
        required=False,
        features=["bold", "italic", "ol", "ul"],
        help_text="What is said and shown, for all who cannot hear, see or load it.",
    )

    class Meta:
        icon = "media"
        label = "Film or recording"
        description = "A film or recording on another site, as a link with its transcript."
        template = "components/blocks/embed.html"
        value_class = EmbedValue
        preview_value = PREVIEWS["embed"]
