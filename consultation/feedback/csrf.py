"""Whether a submission comes from our own page: instead of a token in a cached page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def _is_ours(request: HttpRequest, address: str) -> bool:
    """Say whether an Origin or Referer is this host or a trusted one."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.netloc:
        return False
    trusted = {urlsplit(origin).netloc for origin in settings.CSRF_TRUSTED_ORIGINS}
    return parts.netloc == request.get_host() or parts.netloc in trusted


def is_same_site(request: HttpRequest) -> bool:
    """Say whether a POST was sent from a page of this site.

    A browser says so in Sec-Fetch-Site; older ones in Origin, still older ones
    in Referer. A client that sends none of these is no browser that another site could
    control, and is trusted as long as it is not signed in.
    """
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin" or (site == "none" and not signed_in)
    origin = request.headers.get("Origin")
    if origin:
        return _is_ours(request, origin)
    referer = request.headers.get("Referer")
    if referer:
        return _is_ours(request, referer)
    return not signed_in
