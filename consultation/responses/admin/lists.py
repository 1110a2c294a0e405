"""Both lists of responses, to read, filter and export: those of one page, and those of all."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Aggregate, Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.timezone import localdate
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.contrib.forms.views import FormPagesListView
from wagtail.models import Page
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from consultation.common.page_names import name_pages, name_places
from consultation.responses.admin.base import ReadersOnly
from consultation.responses.admin.filters import AllResponsesFilterSet, ResponseFilterSet
from consultation.responses.admin.highlight import highlight, snippet
from consultation.responses.admin.list_navigation import ALL_RESPONSES, read_address
from consultation.responses.admin.paginator import ResponsePaginator
from consultation.responses.answers import readable_text, texts
from consultation.responses.audit import log_export, log_list
from consultation.responses.columns import merge_questions
from consultation.responses.exports.manifest import download
from consultation.responses.exports.table import Selection
from consultation.responses.exports.views import CHOOSE, ExportView, filter_of
from consultation.responses.models import FormVersion, Response, Status
from consultation.responses.permissions import ENTER, EXPORT, can_read, response_policy
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

        def of_page(figure: Aggregate) -> Subquery:
            own = Response.objects.unerased().filter(page=OuterRef("pk")).order_by()
            return Subquery(own.values("page").annotate(figure=figure).values("figure"))

        quarantined = Count("pk", filter=Q(status=Status.QUARANTINED))
        return (
            super()
            .get_base_queryset()
            .annotate(
                response_count=Coalesce(of_page(Count("pk")), 0),
                quarantine_count=Coalesce(of_page(quarantined), 0),
                last_response_at=of_page(Max("submit_time")),
            )
        )


class ResponseListView(ReadersOnly, SpreadsheetExportMixin, BaseListingView):
    """A list of responses, newest first, that is exported as it is filtered and searched."""

    is_searchable = True
    paginator_class = ResponsePaginator
    filterset_class: type[ResponseFilterSet]
    # None stands for all pages.
    form_page: Page | None = None
    # Where words may stand besides the answers.
    searched_fields: tuple[str, ...] = ()

    @property
    def page_id(self) -> int | None:
        return self.form_page.pk if self.form_page else None

    @property
    def exported_as(self) -> str:
        """What an export of the list is called."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the list, or stream the export, and note either in the audit log."""
        if self.is_export:
            return self._download(request.GET["export"])
        if request.GET.get("export") == CHOOSE:
            return self._choose_export(request)
        if not self.results_only:
            log_list(self.form_page, request)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Make the export that was asked for on its screen; nothing else is posted here."""
        if request.GET.get("export") != CHOOSE:
            return self.http_method_not_allowed(request)
        return self._choose_export(request)

    def _download(self, export_format: str) -> HttpResponseBase:
        if not self.request.user.has_perm(EXPORT):
            raise PermissionDenied
        queryset = self.get_queryset()
        log_export(self.form_page, self.request, export_format, queryset.count())
        selection = Selection(queryset, self.page_title, self.get_filename(), self.page_id)
        return download(selection, export_format)

    def _choose_export(self, request: HttpRequest) -> HttpResponseBase:
        selection = Selection(
            queryset=self.get_queryset(),
            title=self.exported_as,
            filename=self.get_filename(),
            page_key=self.page_id,
            query=filter_of(request.GET),
            words=self.filters.words(),
            search=self.search_query,
        )
        listed = request.GET.copy()
        del listed["export"]
        return ExportView.as_view(
            selection=selection,
            page=self.form_page,
            list_url=f"{self.index_url}?{listed.urlencode()}",
            list_title=self.exported_as,
        )(request)

    def get_ordering(self) -> tuple[str, str]:
        """Newest first unless asked otherwise; the id settles equal times."""
        sign = "" if self.request.GET.get("ordering") == "submit_time" else "-"
        return f"{sign}submit_time", f"{sign}id"

    def search_queryset(self, queryset: ResponseQuerySet) -> ResponseQuerySet:
        return queryset.matching(self.search_query, *self.searched_fields)

    def get_paginator(self, *args: Any, **kwargs: Any) -> ResponsePaginator:
        countable = self.filters.idea_links()
        return super().get_paginator(
            *args, searching=self.is_searching, countable=countable, **kwargs
        )

    @property
    def show_export_buttons(self) -> bool:
        return bool(self.request.user.has_perm(EXPORT))

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.show_export_buttons:
            return []
        return [HeaderButton("Export", url=self.get_export_url(CHOOSE), icon_name="download")]

    def get_export_url(self, format: str) -> str:
        query = self.request.GET.copy()
        query["export"] = format
        return f"{self.index_url}?{query.urlencode()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = self.get_rows(context["object_list"], self.search_query.split())
        context["next_url"] = f"{self.index_url}?{self.request.GET.urlencode()}"
        return context

    def get_rows(self, responses: list[Response], words: list[str]) -> list[dict[str, Any]]:
        """Return what the list shows of each response, with the words searched for marked."""
        return [
            {
                "response": response,
                "url": read_address(response.pk, self.request.GET, self.page_id),
            }
            for response in responses
        ]


class PageResponsesView(ResponseListView):
    """One page's responses in the built-in Forms admin, which calls it with the page."""

    template_name = "responses/admin/list.html"
    results_template_name = "responses/admin/list_results.html"
    page_title = "Responses"
    header_icon = "form"
    paginate_by = 20
    filterset_class = ResponseFilterSet

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.form_page: Page = kwargs["form_page"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a page that has never had a form, as Wagtail's own list does."""
        if not get_forms_for_user(request.user).filter(pk=self.form_page.pk).exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def exported_as(self) -> str:
        return f"Responses to {name_places([self.form_page])[self.form_page.pk].quoted}"

    def get_filename(self) -> str:
        page = f"{slugify(self.form_page.slug)}-{self.form_page.pk}"
        return f"{page}-responses-{localdate():%Y-%m-%d}"

    def get_index_url(self) -> str:
        return reverse("wagtailforms:list_submissions", args=[self.form_page.pk])

    def get_index_results_url(self) -> str:
        return reverse("wagtailforms:list_submissions_results", args=[self.form_page.pk])

    def get_page_subtitle(self) -> str:
        return str(self.form_page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        home, here = super().get_breadcrumbs_items()
        return [home, {"url": reverse("wagtailforms:index"), "label": "Forms"}, here]

    def get_base_queryset(self) -> ResponseQuerySet:
        return self.form_page.get_submissions()

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Offer the roles and reflections that were given on this page."""
        return {**super().get_filterset_kwargs(), "page_id": self.page_id}

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer those who may to type in what came by letter or otherwise, too."""
        buttons = super().header_buttons
        if self.request.user.has_perm(ENTER) and self.form_page.live:
            address = reverse("enter_response", args=[self.form_page.pk])
            buttons.append(HeaderButton("Enter a response", url=address, icon_name="plus"))
        return buttons

    @cached_property
    def questions(self) -> dict[int, dict[str, Any]]:
        """The questions of each version of the form by their keys, the latest version last."""
        versions = FormVersion.objects.of_page(self.form_page.pk)
        return {version.pk: version.definition.by_key() for version in versions}

    def get_rows(self, responses: list[Response], words: list[str]) -> list[dict[str, Any]]:
        rows = super().get_rows(responses, words)
        for row in rows:
            response = row["response"]
            # As it was asked: a rating belongs to the scale of its time.
            asked = self.questions.get(response.form_version_id, {})
            row["cells"] = [
                snippet(readable_text(asked.get(key), response.form_data.get(key)), words)
                for key in (column.key for column in self.answer_columns)
            ]
        return rows

    @cached_property
    def answer_columns(self) -> list[Any]:
        return merge_questions(questions.values() for questions in self.questions.values())


class AllResponsesView(ResponseListView):
    """The responses of all pages, those of vanished pages too."""

    template_name = "responses/admin/all_responses.html"
    page_title = "All responses"
    header_icon = "comment"
    paginate_by = 50
    filterset_class = AllResponsesFilterSet
    index_url_name = ALL_RESPONSES
    searched_fields = ("page_title",)
    exported_as = page_title
    model_admin: ModelAdmin = None

    def get_filename(self) -> str:
        return f"all-responses-{localdate():%Y-%m-%d}"

    def get_base_queryset(self) -> ResponseQuerySet:
        """Return every response there ever was; of an erased one only the fact is left."""
        found = Response.objects.select_related("page").defer("search_text")
        # The texts are wanted to show where the words stand.
        return found if self.is_searching else found.defer("form_data")

    def get_rows(self, responses: list[Response], words: list[str]) -> list[dict[str, Any]]:
        rows = super().get_rows(responses, words)
        names = name_pages(responses)
        for row in rows:
            response = row["response"]
            row["name"] = names[response.pk]
            row["page_title"] = highlight(names[response.pk].title, words)
            row["found"] = snippet(" · ".join(texts(response.form_data)), words) if words else ""
        return rows


class ReadOnlyPermissionHelper(PermissionHelper):
    """Listing alone: the stock helper would offer deletion, which passes by every rule of ours."""

    def user_has_any_permissions(self, user: Any) -> bool:
        return can_read(user)

    def user_has_specific_permission(self, user: Any, perm_codename: str) -> bool:
        return False


class AllResponsesAdmin(ModelAdmin):
    """Puts the list of all responses into the menu."""

    model = Response
    menu_label = "All responses"
    menu_icon = "comment"
    menu_order = 710
    base_url_path = "all-responses"
    # It asks for no permission; what was decided stands where the response is read.
    history_view_enabled = False
    permission_helper_class = ReadOnlyPermissionHelper
    index_view_class = AllResponsesView
