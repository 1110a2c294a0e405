from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from consultation.responses.models import Response
from consultation.responses.permissions import can_read


class ReadOnlyPermissionHelper(PermissionHelper):
    """Listing and reading alone.

    The stock helper would offer deletion, which passes by every rule of ours.
    """

    def user_has_any_permissions(self, user: Any) -> bool:
        """Say whether the menu shows the list."""
        return can_read(user)

    def user_can_list(self, user: Any) -> bool:
        """Say whether somebody may see the list."""
        return can_read(user)

    def user_can_create(self, user: Any) -> bool:
        """Nobody makes up responses."""
        return False

    def user_can_inspect_obj(self, user: Any, obj: Response) -> bool:
        """Say whether somebody may read a response."""
        return can_read(user)

    def user_can_edit_obj(self, user: Any, obj: Response) -> bool:
        """Nobody edits what somebody said."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Response) -> bool:
        """Erasing is a decision with a reason, made elsewhere."""
        return False


class ReadButtonHelper(ButtonHelper):
    """The button of each row opens the response where it can be read whole."""

    def inspect_button(
        self, pk: Any, classnames_add: Any = None, classnames_exclude: Any = None
    ) -> dict[str, Any]:
        """Return the button that opens a response."""
        return {
            "url": reverse("responses:read", args=[pk]),
            "label": "Read",
            "classname": self.finalise_classname(classnames_add, classnames_exclude),
            "title": "Read this response",
        }


class AllResponsesAdmin(ModelAdmin):
    """All responses across pages, those of vanished pages too."""

    model = Response
    menu_label = "All responses"
    menu_icon = "comment"
    menu_order = 710
    base_url_path = "all-responses"
    permission_helper_class = ReadOnlyPermissionHelper
    button_helper_class = ReadButtonHelper
    list_display = ("reference_text", "submit_time", "page_title", "role", "reflection", "status")
    list_filter = ("status", "submit_time")
    search_fields = ("search_text", "reference", "page_title")
    ordering = ("-submit_time", "-pk")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Response]:
        """Return every response there ever was; of an erased one only the fact is left."""
        return Response.objects.select_related("page").defer("search_text", "form_data")
