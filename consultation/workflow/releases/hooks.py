"""Releases in Wagtail's admin; their items are not published alone by mistake."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from consultation.common.admin import register_actions
from consultation.common.dates import long_datetime
from consultation.pages.models.templates import is_template
from consultation.workflow.items import admin_url
from consultation.workflow.models import APPROVE_LABELS, ReleaseItem
from consultation.workflow.releases.services import CHANGE, waiting_item
from consultation.workflow.releases.views import add_item_url
from consultation.workflow.releases.viewsets import ReleaseViewSet
from consultation.workflow.review.texts import quoted
from ideas.models import MODELS

KINDS = (Page, *MODELS)
# By action: its label and its message, with placeholders for the entry's data.
LOG_ACTIONS = {
    "add": (_("Add to release"), _("Added “%(title)s” (%(kind)s)")),
    "remove": (_("Take out of release"), _("Took out “%(title)s” (%(kind)s)")),
    "schedule": (_("Schedule release"), _("Scheduled for %(planned_at)s")),
    "reschedule": (_("Reschedule release"), _("Rescheduled from %(before)s to %(planned_at)s")),
    "unschedule": (_("Remove the date of a release"), _("No longer scheduled for %(before)s")),
    "cancel": (_("Cancel release"), _("Cancelled")),
    "release": (pgettext_lazy("verb", "Release"), _("Released %(items)s")),
    "fail": (_("Fail to release"), _("Not released: nothing was published")),
}

hooks.register("register_admin_viewset", ReleaseViewSet)


class AddToReleaseItem(ActionMenuItem):
    """A link from an editor, locked or not, to the choice of a release."""

    label = _("Add to a release")
    name = "action-add-to-release"
    icon_name = "calendar-check"
    order = 70

    def get_url(self, context: dict[str, Any]) -> str:
        return add_item_url(context.get("page") or context["instance"])


@hooks.register("construct_page_action_menu")
@hooks.register("construct_snippet_action_menu")
def arrange_action_menu(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Offer a release in an editor; for an item of a release, say so and offer no publishing."""
    item = context.get("page") or context.get("instance")
    if not isinstance(item, KINDS) or not item.pk:
        return
    place, is_editor = waiting_item(item), context["view"] == "edit"
    if place is None:
        if is_editor and request.user.has_perm(CHANGE) and not is_template(item):
            menu_items.append(AddToReleaseItem())
            menu_items.sort(key=lambda each: each.order)
        return
    menu_items[:] = [each for each in menu_items if each.name != "action-publish"]
    for each in menu_items:
        if each.name == "approve":
            # The last step of a review is offered as "Approve and Publish": here it only approves.
            each.label = APPROVE_LABELS[each.launch_modal]
    if is_editor and request.method == "GET":
        release = place.release
        if release.planned_at:
            told = gettext(
                "This will be published with the release “%(release)s” on %(time)s. If you change "
                "it, send it for review again."
            )
        else:
            told = gettext(
                "This will be published with the release “%(release)s”. If you change it, send it "
                "for review again."
            )
        values = {"release": release, "time": release.planned_in_words}
        messages.info(request, told % values, buttons=_buttons(place))


# Before the review, whose message would send the editor to a second person in vain. Wagtail
# runs the first for pages and the second for snippets.
@hooks.register("before_publish_page", order=-1)
@hooks.register("before_publish", order=-1)
def refuse_to_publish(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Refuse to publish or schedule an item of a release alone; its draft stays."""
    place = waiting_item(item) if isinstance(item, KINDS) else None
    if place is None:
        return None
    messages.error(request, place.refusal, buttons=_buttons(place))
    return redirect(admin_url(item, "edit"))


def _buttons(place: ReleaseItem) -> list[Any]:
    url = reverse("releases:inspect", args=[place.release_id])
    return [messages.button(url, gettext("See the release"))]


class ReleaseLogFormatter(LogFormatter):
    """Formats what was done, and why it failed."""

    def format_message(self, log_entry: Any) -> str:
        details: dict[str, Any] = defaultdict(str, log_entry.data)
        for name in ("planned_at", "before"):
            details[name] = long_datetime(parse_datetime(details[name]))
        details["items"] = quoted(details["titles"])
        return str(self.message % details)

    def format_comment(self, log_entry: Any) -> str:
        return " ".join(log_entry.data.get("reasons", []))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Register the actions on releases for the audit log."""
    register_actions(actions, "releases", ReleaseLogFormatter, LOG_ACTIONS)
