"""How long a page may be kept by a browser, or by a cache in front of the portal.

No copy of a page may outlive the moment at which its consultation opens or
closes, and no form may be shared: each carries a key of its own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control


def tell_caches(
    response: HttpResponse,
    request: HttpRequest,
    next_change: Callable[[dict[str, Any]], datetime | None],
) -> HttpResponse:
    """Say on a page how long it may be kept, and return it.

    Args:
        response: the page; said once it has been drawn, since that takes time too.
        request: whose cookies it answers.
        next_change: when the page drawn from a context becomes another by itself.
    """

    def tell(drawn: HttpResponse) -> None:
        if drawn.has_header("Cache-Control"):
            # A page that not everybody may read: Wagtail has said all there is to say.
            return
        context = getattr(drawn, "context_data", None) or {}
        form_state = context.get("form_state")
        has_form = bool(form_state and form_state.form)
        if has_form or drawn.status_code != 200 or settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(drawn, private=True, no_cache=True)
            return
        seconds: int = settings.PORTAL_PAGE_CACHE_SECONDS
        if changes_at := next_change(context):
            seconds = min(seconds, int((changes_at - timezone.now()).total_seconds()))
        if seconds > 0:
            # Browsers ask each time, so that whoever publishes sees it; shared caches need not.
            patch_cache_control(
                drawn, public=True, max_age=0, s_maxage=seconds, must_revalidate=True
            )
        else:
            patch_cache_control(drawn, no_cache=True)

    if isinstance(response, SimpleTemplateResponse):
        response.add_post_render_callback(tell)
    else:
        tell(response)
    return response
