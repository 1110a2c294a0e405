"""What the portal runs on: database, cache, mail, files, background tasks and logs."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from coe_site.settings.environment import BASE_DIR, ENVIRONMENT, MAIL_BACKENDS

_database: dict[str, Any] = ENVIRONMENT.database
# The respond endpoint has a transaction of its own, and acknowledges only after its commit.
_database["ATOMIC_REQUESTS"] = False
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _options: dict[str, Any] = {
        # Readers go on while one writes; IMMEDIATE makes writers queue for up to `timeout`
        # seconds. Without the two, parallel answers fail with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a commit returns when it is on the disk. With NORMAL a power cut would take
        # responses whose receipts have been shown.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    if not ENVIRONMENT.is_production:
        Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    _options = {"connect_timeout": 10}
    # gunicorn's threads live long: each keeps its connection, tested before it is used again.
    _database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
_database["OPTIONS"] = _options | _database.get("OPTIONS", {})
DATABASES = {"default": _database}

# Memory of this process in development; Redis, which may fail without harm, where there is one.
MEMORY_CACHE: dict[str, Any] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
REDIS_CACHE: dict[str, Any] = {
    "BACKEND": "coe_site.cache.ForgivingRedisCache",
    "LOCATION": ENVIRONMENT.cache_url,
    "KEY_PREFIX": "portal",
    # A cache that does not answer at once is worth less than the page without it.
    "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
}
CACHES = {"default": REDIS_CACHE if ENVIRONMENT.cache_url else MEMORY_CACHE}
# Sessions are for signed-in staff. In the database they survive a cache that is emptied or down.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# How long a cache in front of the portal may keep a page without a form. It is told less where
# the page will change by itself before that: a consultation opens or closes.
PORTAL_PAGE_CACHE_SECONDS = ENVIRONMENT.page_cache_seconds
# A form that comes back sooner than this after it was served is quarantined, never dropped.
PORTAL_MINIMUM_SECONDS = ENVIRONMENT.minimum_seconds

_mail = urlsplit(ENVIRONMENT.email_url)
EMAIL_BACKEND = f"django.core.mail.backends.{MAIL_BACKENDS[_mail.scheme]}.EmailBackend"
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL = _mail.scheme == "smtp+ssl"
EMAIL_FILE_PATH = unquote(_mail.path) or None
EMAIL_TIMEOUT = 20
EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.default_from_email

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Development serves straight from the source folders and collects nothing.
STATIC_ROOT = BASE_DIR / "staticfiles" if ENVIRONMENT.is_production else None
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not ENVIRONMENT.is_production
# Uploads are kept on this machine or in a private S3 bucket.
MEDIA_URL = "/media/"
MEDIA_ROOT = ENVIRONMENT.media_root
_uploads = "django.core.files.storage.FileSystemStorage"
if ENVIRONMENT.s3_bucket:
    _uploads = "coe_site.storage.PrivateS3Storage"
    AWS_STORAGE_BUCKET_NAME = ENVIRONMENT.s3_bucket
    AWS_S3_ACCESS_KEY_ID = ENVIRONMENT.s3_access_key_id
    AWS_S3_SECRET_ACCESS_KEY = ENVIRONMENT.s3_secret_access_key
    AWS_S3_ENDPOINT_URL = ENVIRONMENT.s3_endpoint_url or None
    AWS_S3_REGION_NAME = ENVIRONMENT.s3_region or None
_static = "django.contrib.staticfiles.storage.StaticFilesStorage"
_tasks = "django_tasks.backends.immediate.ImmediateBackend"
if ENVIRONMENT.is_production:
    _static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    # Done after the request, by `manage.py run_worker`.
    _tasks = "django_tasks_db.DatabaseBackend"
STORAGES = {"default": {"BACKEND": _uploads}, "staticfiles": {"BACKEND": _static}}
TASKS = {"default": {"BACKEND": _tasks}}

# To standard error, one line an event, for whatever collects logs on the machine.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "coe_site.logs.PrivateFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    "loggers": {
        # Instead of Django's own handlers, which mail administrators and else are silent.
        "django": {"handlers": ["console"], "level": ENVIRONMENT.log_level, "propagate": False},
        # Every statement of the database would otherwise come with DEBUG, personal data included.
        "django.db.backends": {"level": "INFO"},
        # A task's start and end, several for every page that is saved; failures are errors.
        "django_tasks": {"level": "WARNING"},
        # A line for each page of a PDF.
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "botocore": {"level": "WARNING"},
        "boto3": {"level": "WARNING"},
    },
}
