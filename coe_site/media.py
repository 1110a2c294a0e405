"""Public pictures, served by the portal wherever they are kept: a bucket can stay private.

Documents never pass here: Wagtail's own view checks who may read them.
"""

import errno
import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

# Wagtail's folders for resized pictures and for staff avatars. The originals, which may be
# larger than anybody meant to publish, and the documents stay out of reach.
PUBLIC_FOLDERS = ("images/", "avatar_images/")
ABSENT = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


@require_safe
def serve_media(request: HttpRequest, name: str) -> FileResponse:
    """Stream one public picture from the file store."""
    if not name.startswith(PUBLIC_FOLDERS) or ".." in name.split("/"):
        raise Http404
    try:
        file = default_storage.open(name)
    except OSError as error:
        if isinstance(error, ABSENT) or error.errno == errno.ENAMETOOLONG:
            raise Http404 from error
        raise
    content_type, _ = mimetypes.guess_type(name)
    if not (content_type or "").startswith("image/"):
        file.close()
        raise Http404
    response = FileResponse(file, content_type=content_type)
    response["Cache-Control"] = "public, max-age=86400"
    return response
