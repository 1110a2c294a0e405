from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

Handler = Callable[[Page, HttpRequest, list, dict], HttpResponse]


def serve_as_page(page: Page, request: HttpRequest, handler: Handler) -> HttpResponse:
    """Run a handler behind the same hooks as the serving of a page.

    Whoever may not read a page (login, group, password) may not answer it either.
    This is `wagtail.views.serve` with the page's own `serve` replaced.

    Returns:
        The handler's response, or that of the hook that stepped in.
    """
    chain: Handler = handler
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = hook(chain)
    for hook in hooks.get_hooks("before_serve_page"):
        result = hook(page, request, [], {})
        if isinstance(result, HttpResponse):
            return result
    return chain(page, request, [], {})
