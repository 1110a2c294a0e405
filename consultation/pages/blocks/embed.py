from urllib.parse import urlsplit

from wagtail import blocks


class EmbedValue(blocks.StructValue):
    """Something that is shown elsewhere."""

    @property
    def host(self) -> str:
        """The site that a reader is about to go to."""
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
        preview_value = {
            "title": "The idea in three minutes",
            "url": "https://video.example.org/three-minutes",
            "description": "A short film.",
            "transcript": "<p>We started with one question.</p>",
        }
