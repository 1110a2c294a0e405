"""Uploaded files in a private S3 bucket."""

from typing import Any
from urllib.parse import quote, urljoin

from django.conf import settings
from storages.backends.s3 import S3Storage


class PrivateS3Storage(S3Storage):
    """A bucket that only the portal reads.

    The address of a file is the portal's own (coe_site.media): no other host in the content
    security policy, no signed address that expires inside a cached page, no public bucket.
    """

    def get_default_settings(self) -> dict[str, Any]:
        """Settle what does not depend on where the bucket is."""
        return {
            **super().get_default_settings(),
            # Two uploads of one name are two files, as on a disk.
            "file_overwrite": False,
            "default_acl": None,
            "signature_version": "s3v4",
            "addressing_style": "path",
            **self._portal_options(),
        }

    def _portal_options(self) -> dict[str, Any]:
        """Return what the settings say of the portal's bucket, if uploads are kept in one."""
        default = settings.STORAGES["default"]
        is_own = default["BACKEND"] == self.deconstruct()[0]
        return default.get("OPTIONS", {}) if is_own else {}

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        """Say what makes this storage again: its class alone.

        Wagtail puts this into the queue with each file to delete; the bucket's secret key does
        not belong there.
        """
        return f"{type(self).__module__}.{type(self).__qualname__}", (), {}

    def url(
        self,
        name: str,
        parameters: dict[str, Any] | None = None,
        expire: int | None = None,
        http_method: str | None = None,
    ) -> str:
        """Return the address on the portal."""
        return urljoin(settings.MEDIA_URL, quote(name.replace("\\", "/")))
