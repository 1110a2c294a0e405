from typing import Any

from django.contrib.admin import display
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.timezone import localdate, localtime
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.contrib.forms.views import FormPagesListView, SubmissionsListView
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from consultation.common.page_names import PageName, name_pages, name_places
from consultation.responses.admin.filters import (
    AllResponsesFilterSet,
    ResponseFilterSet,
    filter_words,
)
from consultation.responses.admin.highlight import excerpt, mark
from consultation.responses.admin.list_navigation import read_address
from consultation.responses.admin.paginator import ResponsePaginator
from consultation.responses.answers import readable_text, texts
from consultation.responses.audit import log_export, log_list
from consultation.responses.columns import merge_questions
from consultation.responses.exports.downloads import download
from consultation.responses.exports.selection import Selection, filter_of
from consultation.responses.exports.views import CHOOSE, ExportView
from consultation.responses.models import FormVersion, Response, Status
from consultation.responses.permissions import (
    CHANGE,
    DELETE,
    ENTER,
    EXPORT,
    can_read,
    response_policy,
)
from consultation.responses.querysets import ResponseQuerySet


class FormPagesView(FormPagesListView):
    """Pages with forms and how much was answered there; for all who may read responses.

    Wagtail's own list asks for rights over pages, which analysts do not have.
    """

    permission_policy = response_policy
    any_permission_required = {"view"}
    filterset_class = None
    columns = [
        TitleColumn(
            "title",
            label="Page",
            url_name="wagtailforms:list_submissions",
            sort_key="title",
            width="50%",
        ),
        Column("place", label="Where", accessor="page_name.place"),
        Column("response_count", label="Responses", sort_key="response_count"),
        Column("quarantine_count", label="In quarantine", sort_key="quarantine_count"),
        DateColumn("last_response_at", label="Latest", sort_key="last_response_at"),
    ]

    def get_table(self, object_list: Any) -> Table:
        """Tell pages of the same title apart."""
        pages = list(object_list)
        names = name_places(pages)
        for page in pages:
            page.page_name = names[page.pk]
        return super().get_table(pages)

    def get_base_queryset(self) -> QuerySet:
        """Return the pages with the counts of their responses, by one query."""
        of_page = Response.objects.unerased().filter(page=OuterRef("pk")).order_by()
        grouped = of_page.values("page")
        return (
            super()
            .get_base_queryset()
            .annotate(
                response_count=Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n")), 0),
                quarantine_count=Coalesce(
                    Subquery(
                        grouped.annotate(n=Count("pk", filter=Q(status=Status.QUARANTINED))).values(
                            "n"
                        )
                    ),
                    0,
                ),
                last_response_at=Subquery(grouped.annotate(at=Max("submit_time")).values("at")),
            )
        )


class ResponseListView(SubmissionsListView):
    """One page's responses in the built-in Forms admin: read, filter, export."""

    template_name = "responses/admin/list.html"
    results_template_name = "responses/admin/list_results.html"
    page_title = "Responses"
    filterset_class = ResponseFilterSet
    is_searchable = True
    # Newest first, on the screen and in exports; the id settles equal moments.
    default_ordering = ("-submit_time", "-id")
    ordering_csv = ("-submit_time", "-id")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the right to export where that is wanted; reading is asked for above."""
        if self.is_export and not request.user.has_perm(EXPORT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the list, or stream the export, and note either in the audit log."""
        if self.is_export:
            return self._export()
        if request.GET.get("export") == CHOOSE:
            return self._export_view(request)
        if not self.results_only:
            log_list(self.form_page, request)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Make the export that was asked for on its screen; nothing else is posted here."""
        if request.GET.get("export") != CHOOSE:
            return self.http_method_not_allowed(request)
        return self._export_view(request)

    def _export_view(self, request: HttpRequest) -> HttpResponseBase:
        queryset = self.get_queryset()
        query = filter_of(request.GET)
        selection = Selection(
            queryset=queryset,
            title=f"Responses to {self._page_name.quoted}",
            filename=self.get_filename(),
            page_key=self.form_page.pk,
            query=query,
            words=[f"{each.field_label}: {each.value}" for each in self.active_filters],
            search=self.search_query if self.is_searching else "",
        )
        listed = request.GET.copy()
        del listed["export"]
        return ExportView.as_view(
            selection=selection,
            page=self.form_page,
            list_url=f"{self.get_index_url()}?{listed.urlencode()}",
            list_title=f"{self.page_title}: {self._page_name}",
        )(request)

    @cached_property
    def _page_name(self) -> PageName:
        return name_places([self.form_page])[self.form_page.pk]

    def _export(self) -> HttpResponseBase:
        export_format = self.request.GET["export"]
        queryset = self.get_queryset()
        log_export(self.form_page, self.request, export_format, queryset.count())
        return download(queryset, self.form_page.pk, export_format, self.get_filename())

    def get_filename(self) -> str:
        """Return the export's file name without its ending."""
        page = f"{slugify(self.form_page.slug)}-{self.form_page.pk}"
        return f"{page}-responses-{localdate():%Y-%m-%d}"

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Offer the roles and reflections that were given on this page."""
        return {**super().get_filterset_kwargs(), "page_id": self.form_page.pk}

    def get_paginator(self, *args: Any, **kwargs: Any) -> ResponsePaginator:
        """Return pages that a million responses do not slow down."""
        return ResponsePaginator(
            *args, searching=self.is_searching, as_many=self.filters.idea_links(), **kwargs
        )

    def search_queryset(self, queryset: ResponseQuerySet) -> ResponseQuerySet:
        """Keep the responses that hold every word searched for."""
        return queryset.matching(self.search_query) if self.is_searching else queryset

    @property
    def show_export_buttons(self) -> bool:
        """Whether somebody may export."""
        return bool(self.request.user.has_perm(EXPORT))

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer those who may to export, and to type in what came by letter or otherwise."""
        buttons: list[HeaderButton] = list(super().header_buttons)
        if self.show_export_buttons:
            query = self.request.GET.copy()
            query["export"] = CHOOSE
            buttons.append(
                HeaderButton(
                    "Export",
                    url=f"{self.get_index_url()}?{query.urlencode()}",
                    icon_name="download",
                )
            )
        if self.request.user.has_perm(ENTER) and self.form_page.live:
            buttons.append(
                HeaderButton(
                    "Enter a response",
                    url=reverse("enter_response", args=[self.form_page.pk]),
                    icon_name="plus",
                )
            )
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows: texts shortened, each with the address where it can be read whole."""
        context = super(SubmissionsListView, self).get_context_data(**kwargs)
        versions = FormVersion.objects.of_page(self.form_page.pk)
        asked = {version.pk: version.definition.by_key() for version in versions}
        columns = merge_questions(questions.values() for questions in asked.values())
        words = self.search_query.split() if self.is_searching else []
        context.update(
            form_page=self.form_page,
            answer_columns=columns,
            rows=[
                {
                    "response": response,
                    "url": read_address(response.pk, self.request.GET, self.form_page.pk),
                    # As it was asked: a rating belongs to the scale of its time.
                    "cells": [
                        excerpt(
                            readable_text(
                                asked.get(response.form_version_id, {}).get(column.key),
                                response.form_data.get(column.key),
                            ),
                            words,
                        )
                        for column in columns
                    ],
                }
                for response in context["submissions"]
            ],
            can_change=self.request.user.has_perm(CHANGE),
            can_erase=self.request.user.has_perm(DELETE),
            can_export=self.show_export_buttons,
            next_url=f"{self.get_index_url()}?{self.request.GET.urlencode()}",
        )
        return context


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
