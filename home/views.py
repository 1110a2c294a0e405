"""Search, files and images, and the error pages."""

import errno
import mimetypes
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from django import forms
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotFound,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.utils import get_user_display_name
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.models import Locale, Page, Site

from consultation.common.language import has_languages
from consultation.common.page_names import name_places
from consultation.pages.models import ConsultationPage
from consultation.pages.open_data import error
from home.forms import SearchField
from home.models import PortalSettings
from home.pagination import NumberedPaginator
from ideas.models import Theme

PAGE_SIZE = 20
MAX_LENGTH = 200
PLAIN_TEXT = "text/plain; charset=utf-8"
# RFC 9116 asks for less than a year.
SECURITY_TXT_LIFETIME = timedelta(days=180)
# Wagtail's folders for resized pictures and for staff avatars. The originals, which may be
# larger than was meant to be published, and the documents stay out of reach.
PUBLIC_FOLDERS = ("images/", "avatar_images/")
ABSENT = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


class SearchForm(forms.Form):
    """The words to search for."""

    use_required_attribute = False

    q = SearchField(
        label=_("Search this website"),
        max_length=MAX_LENGTH,
        error_messages={
            "required": _("Enter the words you are looking for"),
            "max_length": _("Enter %(limit_value)d characters or fewer"),
            "null_characters_not_allowed": _("Enter the words you are looking for"),
        },
    )


def _pages_of_site(site: Site) -> Any:
    """Return the site's public pages in all languages: each language has a tree of its own."""
    below = Q()
    for root in site.root_page.get_translations(inclusive=True):
        below |= Q(path__startswith=root.path)
    return Page.objects.live().public().filter(below)


def _public_pages(request: HttpRequest) -> Any:
    site = Site.find_for_request(request)
    if site is None:
        return Page.objects.none()
    if has_languages():
        pages = _pages_of_site(site).filter(locale=Locale.get_active())
    else:
        pages = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
    return pages.defer_streamfields().specific()


def _add_details(found: list[Any]) -> None:
    """Fetch the consultations and public themes of the pages found, by one query each."""
    names = name_places(found)
    themes = Theme.objects.public().in_bulk([getattr(page, "theme_id", None) for page in found])
    for page in found:
        page.shown_theme = themes.get(getattr(page, "theme_id", None))
        page.found_in = "" if isinstance(page, ConsultationPage) else names[page.pk].consultation


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the public pages in the reader's language that contain the words, the best first."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["q"]
        paginator = NumberedPaginator(_public_pages(request).search(words), PAGE_SIZE)
        results = paginator.get_page(request.GET.get("page"))
        _add_details(list(results))
        context |= {"words": words, "results": results}
    response = render(request, "pages/home/search.html", context)
    # New pages are found at once, also behind a cache.
    patch_cache_control(response, no_cache=True)
    return response


class AllLanguagesSitemap(Sitemap):
    """Lists the site's pages in all languages."""

    def items(self) -> Any:
        pages = _pages_of_site(self.get_wagtail_site())
        return pages.order_by("path").defer_streamfields().specific()


@require_safe
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """List the public pages for search engines."""
    sitemaps = {"wagtail": AllLanguagesSitemap(request)} if has_languages() else None
    return sitemap(request, sitemaps)


robots_txt = TemplateView.as_view(template_name="home/robots.txt", content_type=PLAIN_TEXT)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness of the portal (RFC 9116), if the settings do."""
    portal = PortalSettings.load(request_or_site=request)
    contact = portal.security_contact or portal.contact_email
    if not contact:
        raise Http404
    context = {"contact": contact, "expires": timezone.now() + SECURITY_TXT_LIFETIME}
    return render(request, "home/security.txt", context, PLAIN_TEXT)


@require_safe
def serve_media(request: HttpRequest, name: str) -> FileResponse:
    """Stream one public image from wherever files are kept: a bucket can stay private.

    Documents never pass here: Wagtail's own view checks who may read them.
    """
    content_type, _ = mimetypes.guess_type(name)
    is_picture = (content_type or "").startswith("image/")
    if not is_picture or not name.startswith(PUBLIC_FOLDERS) or ".." in name.split("/"):
        raise Http404
    try:
        file = default_storage.open(name)
    except OSError as error:
        if isinstance(error, ABSENT) or error.errno == errno.ENAMETOOLONG:
            raise Http404 from error
        raise
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(file, content_type=content_type, headers=headers)


@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Return who is signed in now and the token to send a form with, for open admin screens."""
    return JsonResponse(
        {
            "user": request.user.pk,
            "name": get_user_display_name(request.user),
            "token": get_token(request),
            "most_fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        }
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseNotFound:
    """Show that there is no such page, and offer to search for the last words of its address."""
    parts = [part for part in unquote(request.path_info, errors="replace").split("/") if part]
    words = slugify(parts[-1]).replace("-", " ").replace("_", " ")[:MAX_LENGTH] if parts else ""
    return HttpResponseNotFound(render_to_string("404.html", {"words": words}, request))


def _reason(exception: Exception) -> str:
    """Return why a request was refused, if that is written for people."""
    if isinstance(exception, BadRequest):
        return str(exception)
    if isinstance(exception, TooManyFieldsSent):
        text = gettext("It has more than %(limit)s fields. Divide the page into several.")
        return text % {"limit": intcomma(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)}
    if isinstance(exception, RequestDataTooBig):
        text = gettext("It has more than %(limit)d MB of text. Divide the page into several.")
        return text % {"limit": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2}
    return ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show that a request cannot be read, and what to do if it is too large.

    It does not use the database: a value meant for it may be the cause.
    """
    if isinstance(exception, DisallowedHost):
        # The portal shows no page of its own under another name.
        text = gettext("This is not a name of this server.")
        return HttpResponseBadRequest(f"{text}\n", PLAIN_TEXT)
    reason = _reason(exception)
    if request.path_info.startswith("/api/"):
        return error(400, reason or gettext("This request cannot be read."))
    if not request.accepts("text/html"):
        # An editor that saves by itself shows this next to "Autosave is paused".
        return JsonResponse(
            {"success": False, "error_code": "validation_error", "error_message": reason},
            status=400,
        )
    return HttpResponseBadRequest(render_to_string("400.html", {"reason": reason}))
