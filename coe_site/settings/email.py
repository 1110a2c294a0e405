"""Mail: the console in development, PORTAL_EMAIL_URL elsewhere."""

from urllib.parse import unquote, urlsplit

from coe_site.settings.environment import ENVIRONMENT, MAIL_BACKENDS

_url = urlsplit(ENVIRONMENT.email_url)

EMAIL_BACKEND = f"django.core.mail.backends.{MAIL_BACKENDS[_url.scheme]}.EmailBackend"
EMAIL_HOST = _url.hostname or "localhost"
EMAIL_PORT = _url.port or 25
EMAIL_HOST_USER = unquote(_url.username or "")
EMAIL_HOST_PASSWORD = unquote(_url.password or "")
EMAIL_USE_TLS = _url.scheme == "smtp+tls"
EMAIL_USE_SSL = _url.scheme == "smtp+ssl"
EMAIL_FILE_PATH = unquote(_url.path) or None
EMAIL_TIMEOUT = 20

DEFAULT_FROM_EMAIL = ENVIRONMENT.default_from_email
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = ""
