from collections.abc import Iterable

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from ideas.deletion import reasons_against_deletion, refusal
from ideas.models.base import Reviewed
from ideas.views.submitting import SubmitForReviewAction
from ideas.viewsets import IdeasGroup

register_snippet(IdeasGroup)
hooks.register("register_bulk_action", SubmitForReviewAction)


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    """Keep lists readable on narrow screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/ideas-admin.css"))


@hooks.register("before_delete_snippet")
def refuse_to_delete_used(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """Refuse to delete areas, themes and ideas that are used, and say for what."""
    refused = None
    for item in instances:
        reasons = reasons_against_deletion(item) if isinstance(item, Reviewed) else []
        if reasons:
            messages.error(request, refusal(item, reasons))
            refused = item
    if refused is None:
        return None
    viewset = type(refused).snippet_viewset  # type: ignore[attr-defined]
    return redirect(viewset.get_url_name("list"))
