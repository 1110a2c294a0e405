"""Files at fixed addresses that search engines and security researchers look for."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe
from wagtail.models import Site

from home.models import PortalSettings

# RFC 9116 asks for less than a year.
SECURITY_TXT_LIFETIME = timedelta(days=180)
# What a search engine has no use for. Keeping people out is done by the pages themselves.
CLOSED_TO_ROBOTS = ("/admin/", "/preview/", "/respond/", "/search/")


def _plain_text(*lines: str) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _site_address(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    return site.root_url if site else ""


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Tell search engines what to leave out, and where the list of pages is."""
    return _plain_text(
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS),
        "",
        f"Sitemap: {_site_address(request)}{reverse('sitemap')}",
    )


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness of the portal (RFC 9116).

    Raises:
        Http404: the portal's settings name no address for this.
    """
    settings = PortalSettings.load(request_or_site=request)
    contact = settings.security_contact or settings.contact_email
    if not contact:
        raise Http404
    expires = (timezone.now() + SECURITY_TXT_LIFETIME).replace(microsecond=0)
    return _plain_text(
        f"Contact: {iri_to_uri(f'mailto:{contact}')}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: en",
        f"Canonical: {_site_address(request)}{reverse('security')}",
    )
