from django.conf import settings
from PIL.Image import DecompressionBombError
from wagtail.images.forms import BaseImageForm


class PortalImageForm(BaseImageForm):
    """Wagtail's form for a picture, wherever one is uploaded.

    Wagtail has a limit of pixels, but it has to open the picture first, which fails over one
    far above the limit or a torn one.
    """

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except DecompressionBombError:
            millions = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
            self.add_error(
                "file",
                "This picture has too many pixels. Make it smaller, "
                f"{millions} million pixels at most, and upload it again.",
            )
        except (OSError, SyntaxError):  # What Pillow raises over broken files.
            self.add_error(
                "file", "This picture is damaged. Save it again as a new file, and upload that."
            )
