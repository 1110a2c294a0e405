"""The review in Wagtail's admin, the same for pages and snippets."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.contrib.redirects import views as redirects
from wagtail.contrib.settings.views import EditView as SettingEditView
from wagtail.log_actions import LogActionRegistry, LogFormatter

from consultation.common.admin import register_actions
from consultation.workflow.review import item_hooks, views
from consultation.workflow.review.admin_api import ReviewedPagesAPIViewSet
from consultation.workflow.review.files import refuse_unpublished
from consultation.workflow.review.pending_changes import services
from consultation.workflow.review.pending_changes import views as changes
from consultation.workflow.review.pending_changes.views import with_four_eyes
from consultation.workflow.review.pending_reviews import may_see_pending_reviews, visible_to

NOT_PUBLISHED = _("Not published after review")
# By action: its label and its message.
LOG_ACTIONS = {
    "not_published": (NOT_PUBLISHED, _("Not published: only its authors had approved it")),
    "incomplete": (NOT_PUBLISHED, _("Not published: it was approved before it was complete")),
    "change_proposed": (_("Propose a change"), _("Proposed")),
    "change_rejected": (_("Reject a change"), _("Rejected")),
    "change_withdrawn": (_("Withdraw a change"), _("Withdrawn")),
    "changed_alone": (_("Change without a second person"), _("Changed without a second person")),
    "published_alone": (
        _("Publish without a second person"),
        _("Published without a second person"),
    ),
    "scheduled_alone": (
        _("Schedule without a second person"),
        _("Scheduled without a second person"),
    ),
}

waiting, pending = views.PendingReviewsView, changes.PendingChangesView
decided = "review/decided/<int:task_state_id>/<slug:reason>/"
decide = "review/decide/<int:task_state_id>/"
urlpatterns = [
    path("review/waiting/", waiting.as_view(), name="waiting"),
    path("review/waiting/results/", waiting.as_view(results_only=True), name="waiting_results"),
    path(decided, views.DecidedView.as_view(), name="decided"),
    path(decide, views.DecideView.as_view(), name="decide"),
    path("review/version/<int:pk>/", views.VersionView.as_view(), name="version"),
    path("changes/", pending.as_view(), name="changes"),
    path("changes/results/", pending.as_view(results_only=True), name="changes_results"),
    path("changes/<int:pk>/", changes.PendingChangeView.as_view(), name="change"),
]
sites = changes.FourEyesSiteViewSet("wagtailsites", url_prefix="sites")
setting = "settings/<slug:app_name>/<slug:model_name>/<int:pk>/"
delete_document = "documents/delete/<int:document_id>/"
redirect = "redirects/<int:redirect_id>/"
# In place of Wagtail's own screens at these addresses.
guarded = [
    path("images/<int:image_id>/delete/", views.ImageDeleteView.as_view(), name="delete_image"),
    path(delete_document, views.DocumentDeleteView.as_view(), name="delete_document"),
    path(setting, with_four_eyes(SettingEditView).as_view(), name="change_setting"),
    path("redirects/add/", with_four_eyes(redirects.CreateView).as_view(), name="add_redirect"),
    path(redirect, with_four_eyes(redirects.EditView).as_view(), name="change_redirect"),
    path(
        f"{redirect}delete/", with_four_eyes(redirects.DeleteView).as_view(), name="delete_redirect"
    ),
    path("redirects/import/", changes.start_import, name="import_redirects"),
    path("redirects/import/process/", changes.process_import, name="add_imported_redirects"),
    path("sites/", include((sites.get_urlpatterns(), "sites_with_four_eyes"))),
]
hooks.register("register_admin_urls", lambda: [path("", include((urlpatterns, "review")))])
hooks.register("register_admin_urls", lambda: guarded, order=-1)
hooks.register("register_admin_viewset", lambda: changes.TopicViewSet("topics"))

for kind in ("page", "snippet"):
    hooks.register(f"construct_{kind}_action_menu", item_hooks.arrange_action_menu)
    hooks.register(f"before_create_{kind}", item_hooks.before_create)
    hooks.register(f"after_create_{kind}", item_hooks.after_save)
    hooks.register(f"before_edit_{kind}", item_hooks.before_edit)
    # Before others: what was not done has to be said in any case.
    hooks.register(f"after_edit_{kind}", item_hooks.after_save, order=-1)
hooks.register("before_publish_page", item_hooks.before_publish)
# Wagtail runs this one for snippets.
hooks.register("before_publish", item_hooks.before_publish)
hooks.register("before_serve_document", refuse_unpublished)
hooks.register("before_convert_alias_page", item_hooks.before_convert_alias)
hooks.register("before_copy_page", item_hooks.before_copy)
hooks.register("after_copy_page", item_hooks.after_copy)
hooks.register("before_bulk_action", item_hooks.before_bulk_action)
hooks.register("after_bulk_action", item_hooks.after_bulk_action)


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    """Add the styles of reviews on Wagtail's own screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/review-admin.css"))


class CountedMenuItem(MenuItem):
    """A menu item with a number; the menu cuts long labels."""

    def __init__(
        self,
        label: str | Promise,
        url: str,
        may_see: Callable[[Any], bool],
        waiting: Callable[[Any], QuerySet],
        **kwargs: Any,
    ) -> None:
        super().__init__(label, url, **kwargs)
        self.may_see, self.waiting = may_see, waiting

    def is_shown(self, request: HttpRequest) -> bool:
        return self.may_see(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if number := self.waiting(request.user).count():
            component.label = f"{self.label} ({number})"
        return component


@hooks.register("register_admin_menu_item")
def add_pending_reviews() -> MenuItem:
    """Add a menu item for the reviews, with their number."""
    url, icon = reverse("review:waiting"), "clipboard-list"
    rights = may_see_pending_reviews, visible_to
    return CountedMenuItem(_("In review"), url, *rights, icon_name=icon, order=260)


@hooks.register("register_reports_menu_item")
def add_pending_changes() -> MenuItem:
    """Add a menu item for the changes to confirm, with their number."""
    url, rights = reverse("review:changes"), (services.may_see_changes, services.waiting_for)
    return CountedMenuItem(_("Changes to confirm"), url, *rights, icon_name="check", order=890)


@hooks.register("construct_admin_api")
def guard_admin_api(router: WagtailAPIRouter) -> None:
    """Apply the same rules to the admin's own API."""
    router.register_endpoint("pages", ReviewedPagesAPIViewSet)


class ConfirmedFormatter(LogFormatter):
    """Formats who proposed a change that was confirmed."""

    label = _("Confirm a change")
    messages: ClassVar[dict[str, Any]] = {
        "add": _("Added: proposed by %(proposer)s and confirmed"),
        "change": _("Changed: proposed by %(proposer)s and confirmed"),
        "delete": _("Deleted: proposed by %(proposer)s and confirmed"),
    }

    def format_message(self, log_entry: Any) -> str:
        details = log_entry.data or {}
        message = self.messages.get(str(details.get("action")), self.messages["change"])
        proposer = details.get("proposed_by") or gettext("a deleted account")
        return str(message % {"proposer": proposer})


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Register the actions of reviews for the audit log."""
    register_actions(actions, "review", LogFormatter, LOG_ACTIONS)
    actions.register_action("review.change_confirmed")(ConfirmedFormatter)
