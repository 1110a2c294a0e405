"""Transport, cookies, and what browsers are told they may do."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE

from coe_site.settings.environment import ENVIRONMENT

# https or not follows from the portal's own address (PORTAL_BASE_URL).
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.has_tls
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENVIRONMENT.has_tls else 0
if ENVIRONMENT.trust_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies may say whom they speak for; without one, nobody is believed about it.
NINJA_NUM_PROXIES = 1 if ENVIRONMENT.trust_proxy else 0
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.base_url]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
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
# Wagtail's admin (coe_site.csp): the editor's date chooser, rich text and previews are inline.
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
