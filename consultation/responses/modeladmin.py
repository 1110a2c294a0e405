from typing import Any

from django.contrib.admin import display
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from consultation.common.page_names import name_pages
from consultation.responses.answers import texts
from consultation.responses.audit import log_export, log_list
from consultation.responses.exporting.downloads import download
from consultation.responses.exporting.selection import Selection, filter_of
from consultation.responses.filters import AllResponsesFilterSet, filter_words
from consultation.responses.marking import excerpt, mark
from consultation.responses.models import Response
from consultation.responses.narrowing import read_address
from consultation.responses.paginator import ResponsePaginator
from consultation.responses.permissions import CHANGE, DELETE, EXPORT, can_read
from consultation.responses.querysets import ResponseQuerySet
from consultation.responses.views.exporting import CHOOSE, ExportView


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


class AllResponsesView(IndexView):
    """The list, which is narrowed down and exported as the lists of single pages are."""

    export_buttons_template_name = "responses/admin/export_buttons.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the list and note it in the audit log; or ask what an export is to be."""
        if self.export == CHOOSE:
            return self._export_view(request)
        log_list(None, request)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Make the export that was asked for on its screen; nothing else is posted here."""
        if self.export != CHOOSE:
            return self.http_method_not_allowed(request)
        return self._export_view(request)

    @property
    def export_url(self) -> str:
        """The address of the screen for an export of what the list shows."""
        return str(self.get_query_string({"export": CHOOSE}))

    def _filter_words(self) -> list[str]:
        """Return the filter in words."""
        return filter_words(self.filterset)

    def _export_view(self, request: HttpRequest) -> HttpResponseBase:
        selection = Selection(
            queryset=self.queryset,
            title="All responses",
            filename=f"all-responses-{localdate():%Y-%m-%d}",
            query=filter_of(request.GET),
            words=self._filter_words(),
            search=self.query,
        )
        listed = request.GET.copy()
        del listed["export"]
        return ExportView.as_view(
            selection=selection,
            list_url=f"{self.index_url}?{listed.urlencode()}",
            list_title="All responses",
        )(request)

    def get_queryset(self, request: HttpRequest | None = None) -> ResponseQuerySet:
        """Return what the filter and the search leave, in the order asked for."""
        request = request or self.request
        self.filterset = AllResponsesFilterSet(
            request.GET, queryset=self.get_base_queryset(request), request=request
        )
        # What the stock template shows filters by; ours draws the filter set.
        self.has_filters = False
        self.filter_specs: list[Any] = []
        # In the stock template a parameter of this name would hide what lists them all.
        self.params.pop("items", None)
        responses: ResponseQuerySet = self.filterset.qs
        if self.query:
            responses = responses.matching(self.query, "page_title")
        return responses.order_by(*self.get_ordering(request, responses))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one page of rows; the stock view would count three times and skip row by row."""
        words = self.query.split()
        queryset = self.get_queryset()
        if words:
            # The texts are wanted, to show where the words stand.
            queryset = queryset.defer(None).defer("search_text")
        paginator = ResponsePaginator(
            queryset,
            self.items_per_page,
            searching=bool(self.query),
            as_many=self.filterset.idea_links(),
        )
        page = paginator.get_page(self.page_num or 1)
        names = name_pages(page.object_list)
        user = self.request.user
        return super(IndexView, self).get_context_data(
            view=self,
            all_count=paginator.count,
            result_count=paginator.count,
            is_capped=paginator.is_capped,
            is_filtered=bool(self.filterset.form.changed_data),
            is_searched=bool(words),
            filterset=self.filterset,
            paginator=paginator,
            page_obj=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            object_list=page.object_list,
            rows=[
                (
                    response,
                    read_address(response.pk, self.request.GET, None),
                    names[response.pk],
                    mark(names[response.pk].title, words),
                    excerpt(" · ".join(texts(response.form_data)), words) if words else "",
                )
                for response in page.object_list
            ],
            can_change=user.has_perm(CHANGE),
            can_erase=user.has_perm(DELETE),
            can_export=user.has_perm(EXPORT),
            next_url=self.request.get_full_path(),
            show_search=True,
            user_can_create=False,
            **kwargs,
        )

    def as_spreadsheet(
        self, queryset: ResponseQuerySet, spreadsheet_format: str
    ) -> HttpResponseBase:
        """Stream the export, for those who may, and note it in the audit log."""
        if not self.request.user.has_perm(EXPORT):
            raise PermissionDenied
        log_export(None, self.request, spreadsheet_format, queryset.count())
        return download(queryset, None, spreadsheet_format, f"all-responses-{localdate():%Y-%m-%d}")


class AllResponsesAdmin(ModelAdmin):
    """All responses across pages, those of vanished pages too."""

    model = Response
    menu_label = "All responses"
    menu_icon = "comment"
    menu_order = 710
    base_url_path = "all-responses"
    # It asks for no permission; what was decided stands where the response is read.
    history_view_enabled = False
    permission_helper_class = ReadOnlyPermissionHelper
    button_helper_class = ReadButtonHelper
    list_display = ("reference_text", "received", "page_title", "role", "reflection", "status")
    index_view_class = AllResponsesView
    search_fields = ("search_text", "page_title")
    index_template_name = "responses/admin/all_responses.html"
    ordering = ("-submit_time", "-pk")
    list_per_page = 50

    @display(description="Received", ordering="submit_time")
    def received(self, response: Response) -> str:
        """Return when a response was received, as the other lists say it."""
        return date_format(localtime(response.submit_time), "j M Y, H:i")

    def get_list_export(self, request: HttpRequest) -> tuple[str, ...]:
        """Offer the export to those who may; which columns it has is its own matter."""
        return ("reference_text",) if request.user.has_perm(EXPORT) else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Response]:
        """Return every response there ever was; of an erased one only the fact is left."""
        return Response.objects.select_related("page").defer("search_text", "form_data")
