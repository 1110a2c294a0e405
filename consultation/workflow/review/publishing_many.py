"""Publishing several pages at once, and copies of pages."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from consultation.common.completeness import incomplete, missing_fields
from consultation.common.ids import parse_id
from consultation.workflow.review import sentences
from consultation.workflow.review.publishing import may_end_alias, remember_alone, unseen_by_others


def check_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], bulk_action: Any
) -> HttpResponse | None:
    """Refuse to publish several pages of which one is locked, unfinished or its author's alone.

    A superuser may publish the last; `log_alone` notes it afterwards.
    """
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type != "publish" or not pages:
        return None
    pages = _with_descendants(pages, bulk_action)
    locks = [(page, page.specific_deferred.get_lock()) for page in pages]
    locked = [page for page, lock in locks if lock and lock.for_user(request.user)]
    if locked:
        titles = [page.get_admin_display_title() for page in locked]
        messages.error(request, sentences.locked_among_others(titles))
        return redirect(bulk_action.next_url)
    unfinished = list(_unfinished(pages))
    if unfinished:
        messages.error(request, f"Nothing was published. {' '.join(unfinished)}")
        return redirect(bulk_action.next_url)
    alone = unseen_by_others(pages, request.user)
    if not alone:
        return None
    if request.user.is_superuser:
        remember_alone(request, alone)
        return None
    titles = [page.get_admin_display_title() for page in alone]
    messages.error(request, sentences.cannot_publish(titles))
    return redirect(bulk_action.next_url)


def _with_descendants(pages: list[Page], bulk_action: Any) -> list[Page]:
    """Return the pages and, where they were asked for, all drafts below them."""
    if not bulk_action.cleaned_form.cleaned_data.get("include_descendants"):
        return pages
    found = {page.pk: page for page in pages}
    for page in pages:
        found |= {below.pk: below for below in page.get_descendants().not_live()}
    return list(found.values())


def _unfinished(pages: list[Page]) -> Iterator[str]:
    """Yield what each page that is not complete still lacks."""
    for page in pages:
        draft = page.get_latest_revision_as_object()
        if missing := missing_fields(draft):
            yield incomplete(draft.get_admin_display_title(), missing)


def check_alias(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to let a public alias go its own way to whoever may not publish."""
    if may_end_alias(page, request.user):
        return None
    messages.error(request, sentences.ALIAS_IS_PUBLIC)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def check_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish a copy together with making it: nobody else has seen it.

    Also a copy that is to go nowhere, over which Wagtail's view stumbles.
    """
    if request.method != "POST":
        return None
    parent = parse_id(request.POST.get("new_parent_page"))
    if parent is None or not Page.objects.filter(pk=parent).exists():
        messages.error(request, sentences.COPY_NEEDS_A_PARENT)
        return redirect("wagtailadmin_pages:copy", page.pk)
    if (
        not request.POST.get("publish_copies")
        or request.POST.get("alias")
        or request.user.is_superuser
    ):
        return None
    messages.error(request, sentences.COPY_IS_A_DRAFT)
    return redirect("wagtailadmin_pages:copy", page.pk)
