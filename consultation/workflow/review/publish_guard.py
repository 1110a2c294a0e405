"""Nothing goes out that a second person has not seen, by whichever way it is published."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.ids import parse_id
from consultation.workflow.review import texts
from consultation.workflow.review.permissions import may_convert_alias, needing_second_person
from consultation.workflow.review.review_status import read_status

PUBLISHED_ALONE = "review.published_alone"


def before_publish(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Keep a draft where only its author has seen it; let a superuser go on, and note it."""
    if not needing_second_person([item], request.user):
        return None
    if request.user.is_superuser:
        log_published_alone(request, [item])
        return None
    tell_kept_as_draft(request, item)
    return redirect(AdminURLFinder(request.user).get_edit_url(item))


def tell_kept_as_draft(request: HttpRequest, item: Any) -> None:
    """Say that a draft was saved and not published, and what to do."""
    messages.error(request, texts.kept_as_draft(item, read_status(item, request.user)))


def log_published_alone(request: HttpRequest, items: Iterable[Any]) -> None:
    """Put into the log, and before the superuser's eyes, what goes out without a second person."""
    for item in items:
        scheduled = bool(item.go_live_at and item.go_live_at > timezone.now())
        log(
            item,
            PUBLISHED_ALONE,
            user=request.user,
            revision=item.latest_revision,
            data={"scheduled": scheduled},
        )
        messages.warning(request, texts.published_alone(str(get_latest_str(item)), scheduled))


def before_convert_alias(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to let a public alias go its own way to whoever may not publish."""
    if may_convert_alias(page, request.user):
        return None
    messages.error(request, texts.ALIAS_IS_PUBLIC)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def before_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish a copy together with making it: nobody else has seen it.

    Also a copy that is to go nowhere, over which Wagtail's view stumbles.
    """
    if request.method != "POST":
        return None
    parent = parse_id(request.POST.get("new_parent_page"))
    sentence = ""
    if parent is None or not Page.objects.filter(pk=parent).exists():
        sentence = texts.COPY_NEEDS_A_PARENT
    elif _publishes_copies(request) and not request.user.is_superuser:
        sentence = texts.COPY_IS_A_DRAFT
    if not sentence:
        return None
    messages.error(request, sentence)
    return redirect("wagtailadmin_pages:copy", page.pk)


def after_copy(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Note the copies that a superuser published alone."""
    if _publishes_copies(request):
        copies = new_page.get_descendants(inclusive=True).live().specific()
        log_published_alone(request, copies)


def _publishes_copies(request: HttpRequest) -> bool:
    return bool(request.POST.get("publish_copies") and not request.POST.get("alias"))
