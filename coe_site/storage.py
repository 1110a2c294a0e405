from typing import Any
from urllib.parse import quote, urljoin

from django.conf import settings
from storages.backends.s3 import S3Storage


class PrivateS3Storage(S3Storage):
    """Uploaded files in a bucket that only the portal reads.

    Their address is the portal's own (home.views): none that expires inside a cached page.
    """

    # Two uploads of one name are two files, as on a disk.
    file_overwrite = False
    signature_version = "s3v4"
    addressing_style = "path"

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return urljoin(settings.MEDIA_URL, quote(name.replace("\\", "/")))
