from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage, Filter

# What browsers choose from: the newest format that they know, in the width (pixels) that they
# need. The template names the same.
RASTER_SPECS = tuple(Filter.expand_spec(["format-{avif,webp,jpeg}", "width-{400,800}"]))
# A drawing, which only an import brings along, stays one.
SVG_SPECS = tuple(Filter.expand_spec(["width-{400,800}"]))

# For those who share a link elsewhere: not every service knows the newer formats.
SHARED_RENDITION_SPEC = "format-jpeg|width-800"


def rendition_specs(image: AbstractImage) -> tuple[str, ...]:
    """Return the renditions that pages show of an image."""
    return SVG_SPECS if image.is_svg() else RASTER_SPECS


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
