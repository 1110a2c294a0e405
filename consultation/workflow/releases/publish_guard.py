"""What is in an open release is not published alone by mistake."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import Page

from consultation.workflow.items import admin_url, key_of
from consultation.workflow.models import ReleaseItem
from consultation.workflow.releases.querysets import (
    IDEA_KINDS,
    waiting_item,
    waiting_items_by_key,
)
from consultation.workflow.review.admin_api import PublishAction, ReviewedPagesAPIViewSet


def place_of(request: HttpRequest, item: Any) -> ReleaseItem | None:
    """Return the place of an item in an open release, asking once a request."""
    if not isinstance(item, (Page, *IDEA_KINDS)) or not item.pk:
        return None
    known = request.__dict__.setdefault("places_in_releases", {})
    key = key_of(item)
    if key not in known:
        known[key] = waiting_item(item)
    place: ReleaseItem | None = known[key]
    return place


def _button(place: ReleaseItem) -> Any:
    return messages.button(reverse("releases:inspect", args=[place.release_id]), "See the release")


def announce(request: HttpRequest, item: Any) -> None:
    """Say above an editor in which release a draft goes out."""
    place = place_of(request, item) if request.method == "GET" else None
    if place is not None:
        planned = place.release.planned_in_words
        messages.info(
            request,
            f"This goes out with the release “{place.release}”{f' on {planned}' if planned else ''}"
            ". Whoever changes it has to send it to review again.",
            buttons=[_button(place)],
        )


def before_publish(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Refuse to publish or schedule something alone that waits for a release.

    The draft is saved by then, and stays.
    """
    place = place_of(request, item)
    if place is None:
        return None
    messages.error(request, refusal(place), buttons=[_button(place)])
    return redirect(admin_url(item, "edit"))


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Refuse to publish several pages if one of them, or one below them, waits for a release."""
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type != "publish" or not pages:
        return None
    concerned, form = list(pages), action_class_instance.cleaned_form
    if form and form.cleaned_data.get("include_descendants"):
        for page in pages:
            concerned += page.get_descendants().not_live()
    places = waiting_items_by_key(concerned).values()
    for place in places:
        messages.error(request, refusal(place), buttons=[_button(place)])
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk) if places else None


def refusal(place: ReleaseItem) -> str:
    """Say that something was not published, and where it goes."""
    return (
        f"“{place.title}” was not published: it goes out with the release “{place.release}”. "
        "To publish it alone, take it out of the release first."
    )


class GuardedPublishAction(PublishAction):
    """Publishes a page unless it waits for a release."""

    def execute(self, instance: Page, data: Any) -> Any:
        place = waiting_item(instance)
        if place is not None:
            raise PermissionDenied(refusal(place))
        return super().execute(instance, data)


class GuardedPagesAPIViewSet(ReviewedPagesAPIViewSet):
    """Pages in the admin's own API, published under the same rules as on its screens."""

    actions = {**ReviewedPagesAPIViewSet.actions, "publish": GuardedPublishAction}
