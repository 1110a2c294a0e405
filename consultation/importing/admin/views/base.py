import zipfile
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.importing.permissions import can_come

START = "importing:index"
TITLE = "Import and export"
MEGABYTE = 1024 * 1024
# What a server behind the usual proxy may be asked to take at once; the command has no such limit.
MOST_MEGABYTES = 50
_ZIPPED = (".zip", ".xlsx")


def check_upload(file: UploadedFile, endings: Sequence[str], what: str) -> UploadedFile:
    """Return an upload, or refuse it for its name, its size or its content.

    Args:
        file: what was sent.
        endings: how its name may end.
        what: what it should be, for the sentence that refuses it.
    """
    ending = PurePath(file.name or "").suffix.lower()
    if ending not in endings:
        raise ValidationError(f"This is not {what}.")
    if (file.size or 0) > MOST_MEGABYTES * MEGABYTE:
        raise ValidationError(
            f"The file is larger than {MOST_MEGABYTES} MB. Whoever keeps the server can bring it "
            "in from there."
        )
    is_zip = zipfile.is_zipfile(file)
    file.seek(0)
    if is_zip != (ending in _ZIPPED):
        raise ValidationError(f"The name ends in {ending}, but the file is something else.")
    return file


class ImportingScreen(WagtailAdminTemplateMixin, View):
    """What the screens share: who may come, and the way back to the first of them."""

    header_icon = "upload"

    def may(self, user: Any) -> bool:
        """Say whether somebody may do what the screen is for."""
        return can_come(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in only those who may do what the screen is for."""
        if not self.may(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the first screen."""
        above = {"url": reverse(START), "label": TITLE}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]
