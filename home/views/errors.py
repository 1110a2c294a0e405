from django.http import HttpRequest, HttpResponseNotFound
from django.template.loader import render_to_string

from home.views.search import words_of_address


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseNotFound:
    """Say that there is no such page, and offer to search for the words of its address."""
    context = {"words": words_of_address(request.path_info)}
    return HttpResponseNotFound(render_to_string("404.html", context, request))
