"""What is in an open release is not published alone by mistake."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import Page

from consultation.workflow.models import ReleaseMember
from consultation.workflow.releases.moments import in_words
from consultation.workflow.releases.querysets import key_of, waiting_by_key, waiting_member
from consultation.workflow.releases.views.rows import edit_url


def place_of(request: HttpRequest, item: Any) -> ReleaseMember | None:
    """Return the place of an item in an open release, asking once a request."""
    known: dict[tuple[int, int], ReleaseMember | None] = request.__dict__.setdefault(
        "places_in_releases", {}
    )
    key = key_of(item)
    if key not in known:
        known[key] = waiting_member(item)
    return known[key]


def _button(member: ReleaseMember) -> Any:
    return messages.button(reverse("releases:inspect", args=[member.release_id]), "See the release")


def announce(request: HttpRequest, item: Any) -> None:
    """Say above an editor in which release a draft goes out."""
    member = place_of(request, item) if request.method == "GET" else None
    if member is None:
        return
    when = f" on {in_words(member.release.planned_at)}" if member.release.planned_at else ""
    messages.info(
        request,
        f"This goes out with the release “{member.release}”{when}. "
        "Whoever changes it has to send it to review again.",
        buttons=[_button(member)],
    )


def refuse_to_publish(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Refuse to publish or schedule something alone that waits for a release.

    The draft is saved by then, and stays.
    """
    member = place_of(request, item)
    if member is None:
        return None
    messages.error(request, refusal(member), buttons=[_button(member)])
    model = Page if isinstance(item, Page) else type(item)
    return redirect(edit_url(model, item.pk))


def refuse_to_publish_many(
    request: HttpRequest, pages: list[Page], *, include_descendants: bool
) -> HttpResponse | None:
    """Refuse to publish several pages if one of them, or one below them, waits for a release."""
    concerned = list(pages)
    if include_descendants:
        for page in pages:
            concerned += page.get_descendants().not_live()
    members = waiting_by_key(concerned).values()
    for member in members:
        messages.error(request, refusal(member), buttons=[_button(member)])
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk) if members else None


def refusal(member: ReleaseMember) -> str:
    """Say that something was not published, and where it goes."""
    return (
        f"“{member.title}” was not published: it goes out with the release “{member.release}”. "
        "To publish it alone, take it out of the release first."
    )
