from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from ideas.deletion import reasons_against_deletion, refusal
from ideas.models import IdeaSet, ReviewableSnippet
from ideas.views import IdeasGroup, SubmitForReviewAction

register_snippet(IdeasGroup)
hooks.register("register_bulk_action", SubmitForReviewAction)


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    """Add the stylesheet of these lists and of imports."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/ideas-admin.css"))


@hooks.register("before_delete_snippet")
def refuse_to_delete_used(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Refuse to delete sets, areas, themes and ideas in use, and say where."""
    response = None
    for item in instances:
        reasons = isinstance(item, IdeaSet | ReviewableSnippet) and reasons_against_deletion(item)
        if reasons:
            messages.error(request, refusal(item, reasons))
            response = redirect(type(item).snippet_viewset.get_url_name("list"))
    return response
