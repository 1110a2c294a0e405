"""Static files by WhiteNoise; uploads on this machine or in a private S3 bucket."""

from typing import Any

from coe_site.settings.environment import BASE_DIR, ENVIRONMENT

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Development serves straight from the source folders and collects nothing.
STATIC_ROOT = BASE_DIR / "staticfiles" if ENVIRONMENT.is_production else None
WHITENOISE_USE_FINDERS = not ENVIRONMENT.is_production
WHITENOISE_AUTOREFRESH = not ENVIRONMENT.is_production

MEDIA_URL = "/media/"
MEDIA_ROOT = ENVIRONMENT.media_root

_default: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
if ENVIRONMENT.s3_bucket:
    _default = {
        "BACKEND": "coe_site.storage.PrivateS3Storage",
        "OPTIONS": {
            "bucket_name": ENVIRONMENT.s3_bucket,
            "access_key": ENVIRONMENT.s3_access_key_id,
            "secret_key": ENVIRONMENT.s3_secret_access_key,
            "endpoint_url": ENVIRONMENT.s3_endpoint_url or None,
            "region_name": ENVIRONMENT.s3_region or None,
        },
    }

STORAGES: dict[str, dict[str, Any]] = {
    "default": _default,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENVIRONMENT.is_production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
