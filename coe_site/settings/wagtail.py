"""Wagtail: what editors may upload, and that nothing is fetched from another host."""

from typing import Any

from coe_site.settings.base import TIME_ZONE
from coe_site.settings.environment import ENVIRONMENT

WAGTAIL_SITE_NAME = "Consultation portal"
WAGTAILADMIN_BASE_URL = ENVIRONMENT.base_url
WAGTAIL_I18N_ENABLED = False
# One clock for all who set moments, and the screens say which.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]

# Nothing is fetched from another host: no avatars, no news of releases, no oEmbed.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []

WAGTAIL_FOOTNOTES_REFERENCE_TEMPLATE = "components/footnote_reference.html"

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Wagtail's own would publish the newest version of a page, approved or not.
WAGTAIL_FINISH_WORKFLOW_ACTION = "consultation.workflow.review.finish_action.publish_approved"

# A file that was uploaded is never replaced: nobody would have approved the new one.
WAGTAILIMAGES_IMAGE_FORM_BASE = "consultation.workflow.review.files.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "consultation.workflow.review.files.DocumentForm"

# Told about a review are those who decide about it: superusers only where nobody else can.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False

# SVG can carry script, so it is not among the pictures.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
# Wagtail would make PNGs of these, several times as large, when it resizes them.
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp"}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# Resizing takes some 4 bytes of memory for each: a few kilobytes of PNG can hold any number.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64 * 1000 * 1000
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip",
]  # fmt: skip
# Through the portal, never by a link to the file store: a private document stays private.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
