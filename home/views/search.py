"""Search for public pages by their words."""

from typing import Any
from urllib.parse import unquote

from django import forms
from django.core.paginator import Page as ResultsPage
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from consultation.common.page_names import name_places
from consultation.pages.models import ConsultationPage, ThemePage
from ideas.models import Theme

PAGE_SIZE = 20
MAX_LENGTH = 200


class SearchForm(forms.Form):
    """The words to search for."""

    use_required_attribute = False

    q = forms.CharField(
        label="Search this website",
        max_length=MAX_LENGTH,
        error_messages={
            "required": "Enter the words you are looking for",
            "max_length": f"Enter {MAX_LENGTH} characters or fewer",
            "null_characters_not_allowed": "Enter the words you are looking for",
        },
    )


def _public_pages(request: HttpRequest) -> Any:
    pages = Page.objects.live().public().defer_streamfields()
    site = Site.find_for_request(request)
    return pages.descendant_of(site.root_page, inclusive=True) if site else pages.none()


def _add_details(results: ResultsPage) -> list[Page]:
    """Return the found pages as their own types, each with its consultation and its theme.

    One query for each type of page, one for the consultations, and one for the themes.
    """
    pages = Page.objects.filter(pk__in=[page.pk for page in results]).defer_streamfields()
    by_id = {page.pk: page for page in pages.specific()}
    found = [by_id[page.pk] for page in results if page.pk in by_id]
    names = name_places(found)
    theme_ids = [page.theme_id for page in found if isinstance(page, ThemePage)]
    themes = Theme.objects.public().in_bulk(theme_ids)
    for page in found:
        page.shown_theme = themes.get(getattr(page, "theme_id", None))
        page.found_in = "" if isinstance(page, ConsultationPage) else names[page.pk].consultation
    return found


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the public pages that hold the words, the best match first."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        found = _public_pages(request).search(form.cleaned_data["q"])
        results = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {
            "words": form.cleaned_data["q"],
            "results": results,
            "found": _add_details(results),
        }
    response = TemplateResponse(request, "pages/home/search.html", context)
    # New pages are found at once, also behind a cache.
    patch_cache_control(response, no_cache=True)
    return response


def words_of_address(path: str) -> str:
    """Return the words of the last part of an address, to search for when it leads nowhere."""
    parts = [part for part in unquote(path, errors="replace").split("/") if part]
    return slugify(parts[-1]).replace("-", " ").replace("_", " ")[:MAX_LENGTH] if parts else ""
