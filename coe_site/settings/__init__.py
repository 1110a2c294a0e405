"""Django settings. Environment variables alone tell development from production."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf.locale import LANG_INFO

from coe_site.settings.environment import BASE_DIR, ENVIRONMENT, LOCALE_DIR, MAIL_BACKENDS

# The newest heading of CHANGELOG.md: what an export's manifest says that it was made with.
PORTAL_VERSION = "Unreleased"

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
# Earlier keys sign nothing new, but what they signed stays valid: sessions, forms being filled in.
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.secret_key_fallbacks)
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
ROOT_URLCONF = "coe_site.urls"
WSGI_APPLICATION = "coe_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "home.apps.HomeConfig",
    "consultation.importing",
    "consultation.workflow",
    "consultation.pages",
    "consultation.responses",
    "ideas",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail_footnotes",
    "wagtail_modeladmin",
    "wagtail.embeds",
    "wagtail.sites",
    # Wagtail’s users, with views in which you cannot give a right that you do not have.
    "home.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "modelcluster",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Its templates of sitemap.xml.
    "django.contrib.sitemaps",
    # Its widget templates, for forms that are drawn by the project's own renderer.
    "django.forms",
]

MIDDLEWARE = [
    # Around everything: a sender who is cut off cannot read the answer.
    "coe_site.middleware.unread_body_middleware",
    # Before the host check and the redirect to https, which would refuse a probe.
    "coe_site.middleware.health_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # After the static files, which are compressed when they are collected, and around all pages.
    "coe_site.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    # Around all that may show a page, an error's too.
    "coe_site.middleware.language_middleware",
    # Inside of what sets headers, and before anything asks the database.
    "coe_site.middleware.MalformedRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # In every template, since every template has texts and many have dates.
            "builtins": [
                "django.templatetags.i18n",
                "consultation.common.templatetags.dates",
                "consultation.common.templatetags.language",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

LANGUAGE_CODE = ENVIRONMENT.languages[0]
# By their own names, without the country: English, Cymraeg.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = [
    (code, LANG_INFO[code.partition("-")[0]]["name_local"]) for code in ENVIRONMENT.languages
]
WAGTAIL_I18N_ENABLED = len(LANGUAGES) > 1
# The portal's own texts, and Wagtail's where the portal says them in other words.
LOCALE_PATHS = [LOCALE_DIR, BASE_DIR / "coe_site/wagtail_locale"]
TIME_ZONE = "Europe/London"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A long page in the editor posts several fields for every block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Transport, cookies, and what browsers are allowed to do. Django's own defaults are kept: no
# cookie is sent from other sites or shown to scripts, no type is guessed, no referrer given away.
# https or not follows from the portal's own address (PORTAL_BASE_URL).
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.has_tls
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENVIRONMENT.has_tls else 0
if ENVIRONMENT.trust_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies may give a client's address; without one, no such header is trusted.
NINJA_NUM_PROXIES = 1 if ENVIRONMENT.trust_proxy else 0
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.origin]

# For staff only, and in the database: sessions survive a cache that is emptied or down.
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
# Wagtail shows a page's preview in a frame of its own editor.
X_FRAME_OPTIONS = "SAMEORIGIN"

SILENCED_SYSTEM_CHECKS = [
    # Sub-domains and the browsers' built-in list concern the body's whole domain, which is not
    # the portal's to decide.
    "security.W005",
    "security.W021",
    # Frames of the portal in itself: the editor's preview, as above.
    "security.W019",
]

_common: dict[str, Any] = {
    "default-src": [SELF],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
}
# Pages for the public: nothing inline, nothing from another host.
CONTENT_SECURITY_POLICY: dict[str, Any] = {"DIRECTIVES": {**_common, "base-uri": [NONE]}}
# For the views of Wagtail's admin alone: its date chooser, rich text and previews are inline.
ADMIN_CONTENT_SECURITY_POLICY: dict[str, Any] = {
    **_common,
    "base-uri": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
}

_UNUSED_FEATURES = (
    "accelerometer autoplay browsing-topics camera display-capture geolocation gyroscope hid "
    "interest-cohort magnetometer microphone midi payment serial usb"
)
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in _UNUSED_FEATURES.split()}

# What the portal runs on: database, cache, mail, files, background tasks and logs.
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
REDIS_CACHE: dict[str, Any] = {
    "BACKEND": "coe_site.cache.ForgivingRedisCache",
    "LOCATION": str(ENVIRONMENT.cache_url),
    "KEY_PREFIX": "portal",
    # A cache that does not answer at once is worth less than the page without it.
    "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
}
if ENVIRONMENT.cache_url:
    CACHES = {"default": REDIS_CACHE}
# How long a cache in front of the portal may keep a page without a form. The time is shorter
# where the page will change by itself before that: a consultation opens or closes.
PORTAL_PAGE_CACHE_SECONDS = ENVIRONMENT.page_cache_seconds
# A form that comes back sooner than this after it was served is quarantined, never dropped.
PORTAL_MINIMUM_SECONDS = ENVIRONMENT.minimum_seconds

_mail = ENVIRONMENT.email_url
EMAIL_BACKEND = f"django.core.mail.backends.{MAIL_BACKENDS[_mail.scheme]}.EmailBackend"
EMAIL_HOST = (_mail.host or "localhost").strip("[]")
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL = _mail.scheme == "smtp+ssl"
EMAIL_FILE_PATH = unquote(_mail.path or "") or None
EMAIL_TIMEOUT = 20
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
    AWS_S3_ENDPOINT_URL = str(ENVIRONMENT.s3_endpoint_url) if ENVIRONMENT.s3_endpoint_url else None
    AWS_S3_REGION_NAME = ENVIRONMENT.s3_region or None
_static = "django.contrib.staticfiles.storage.StaticFilesStorage"
if ENVIRONMENT.is_production:
    _static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    # Done after the request, by `manage.py run_worker`; in development at once.
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
STORAGES = {"default": {"BACKEND": _uploads}, "staticfiles": {"BACKEND": _static}}

QUIET_LOGGERS = ("django_tasks", "weasyprint", "fontTools", "botocore", "boto3")
# To standard error, one line an event, for the program that collects logs on the machine.
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
        # Instead of Django's own handlers, which email administrators and are silent otherwise.
        "django": {"handlers": ["console"], "level": ENVIRONMENT.log_level, "propagate": False},
        # Every statement of the database would otherwise come with DEBUG, personal data included.
        "django.db.backends": {"level": "INFO"},
        # A task's start and end, several for every page that is saved; failures are errors. And a
        # line for each page of a PDF.
        **{name: {"level": "WARNING"} for name in QUIET_LOGGERS},
    },
}

# Wagtail: what editors may upload, and that nothing is fetched from another host.
WAGTAIL_SITE_NAME = "Consultation portal"
WAGTAILADMIN_BASE_URL = ENVIRONMENT.origin
# One clock for everyone who sets a date and time, and the screens say which.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]

# Nothing is fetched from another host: no avatars, no news of releases, no oEmbed.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []

WAGTAIL_FOOTNOTES_REFERENCE_TEMPLATE = "components/footnote_reference.html"

# Wagtail's own would publish the newest version of a page, approved or not.
WAGTAIL_FINISH_WORKFLOW_ACTION = "consultation.workflow.review.finish_action.publish_approved"

# A file that was uploaded is never replaced: the new one would not be approved.
WAGTAILIMAGES_IMAGE_FORM_BASE = "consultation.workflow.review.files.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "consultation.workflow.review.files.DocumentForm"

# Reviews are announced to those who decide about them: to superusers only if no one else can.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False

# SVG can carry script, so it is not among the pictures.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
# Wagtail would make PNGs of these, several times as large, when it resizes them.
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp"}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# Resizing takes some 4 bytes of memory for each: a few kilobytes of PNG can hold any number.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64 * 1000 * 1000
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "mp3", "mp4", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx",
    "zip",
]  # fmt: skip
# Through the portal, never by a link to the file store: a private document stays private.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
