"""The lists of responses, to read, filter and export: of one page, and of all pages."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Aggregate, Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.contrib.forms.views import FormPagesListView
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from consultation.common.page_names import name_pages, name_places
from consultation.common.streams import as_download
from consultation.responses.admin.filters import (
    ALL_RESPONSES,
    ResponseFilterSet,
    filter_of,
    highlight,
    read_address,
    snippet,
)
from consultation.responses.definitions import merge_questions, readable_text, texts
from consultation.responses.exports.manifest import FORMATS
from consultation.responses.exports.table import Selection
from consultation.responses.exports.views import CHOOSE, ExportView
from consultation.responses.models import (
    FormVersion,
    LedgerEntry,
    Response,
    ResponseQuerySet,
    Status,
)
from consultation.responses.permissions import ENTER, EXPORT, ReadersScreenMixin, can_read
from consultation.responses.services import log_export, log_list

# A search may match nearly everything: later matches are neither counted nor shown.
MOST_MATCHES = 10_000
# To count more than this takes longer than to show them, so the number is kept for a while.
MANY = 50_000
KEPT_SECONDS = 60


class FormPagesView(FormPagesListView):
    """Pages with forms for analysts; Wagtail’s own list asks for rights over pages instead."""

    # Only the rights of this model count: the right to edit a page gives none of them.
    permission_policy = ModelPermissionPolicy(Response)
    any_permission_required = {"view"}
    filterset_class = None
    columns = [
        TitleColumn(
            "title",
            label=_("Page"),
            url_name="wagtailforms:list_submissions",
            sort_key="title",
            width="50%",
        ),
        Column("place", label=_("Place"), accessor="page_name.place"),
        Column("response_count", label=_("Responses"), sort_key="response_count"),
        Column("quarantine_count", label=_("In quarantine"), sort_key="quarantine_count"),
        DateColumn("last_response_at", label=_("Latest"), sort_key="last_response_at"),
    ]

    def get_table(self, object_list: Any) -> Table:
        pages = list(object_list)
        names = name_places(pages)
        for page in pages:
            page.page_name = names[page.pk]
        return super().get_table(pages)

    def get_base_queryset(self) -> QuerySet:
        """Return the pages with the counts of their responses, by one query."""
        own = Response.objects.unerased().filter(page=OuterRef("pk")).order_by().values("page")

        def of_page(figure: Aggregate) -> Subquery:
            return Subquery(own.annotate(figure=figure).values("figure"))

        pages: QuerySet = super().get_base_queryset()
        quarantined = Count("pk", filter=Q(status=Status.QUARANTINED))
        return pages.annotate(
            response_count=Coalesce(of_page(Count("pk")), 0),
            quarantine_count=Coalesce(of_page(quarantined), 0),
            last_response_at=of_page(Max("submit_time")),
        )


class ResponsePaginator(WagtailPaginator):
    """Counts once, from an index, and takes ids from one, so that only one page's rows are read."""

    searching: bool
    rows: QuerySet  # where the responses are fetched by their ids
    countable: QuerySet  # one row for each response

    @cached_property
    def count(self) -> int:
        """How many there are, or at most `MOST_MATCHES` where they were searched for."""
        if self.searching:
            return int(self.object_list.order_by().values("pk")[:MOST_MATCHES].count())
        # Every change of the number is entered in the ledger, so a number is right as long as the
        # ledger is unchanged. Only a change committed after a later one goes unnoticed until then.
        keys = self.countable.order_by().values("pk")
        newest = LedgerEntry.objects.values_list("pk", flat=True).last()
        asked = (*keys.query.sql_with_params(), newest)
        cache_key = f"responses-count-{hashlib.sha256(repr(asked).encode()).hexdigest()}"
        number: int | None = cache.get(cache_key)
        if number is None:
            number = keys.count()
            if number > MANY:
                cache.set(cache_key, number, KEPT_SECONDS)
        return number

    @property
    def is_capped(self) -> bool:
        return self.searching and self.count == MOST_MATCHES

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        top = min(bottom + self.per_page, self.count)
        keys = list(self.object_list.values_list("pk", flat=True)[bottom:top])
        # Not filtered again: that has been done.
        rows = self.rows.filter(pk__in=keys).order_by(*self.object_list.query.order_by)
        return self._get_page(list(rows), number, self)


class ResponseListView(ReadersScreenMixin, SpreadsheetExportMixin, BaseListingView):
    """A list of responses, newest first, that is exported as it is filtered and searched."""

    is_searchable = True
    paginator_class = ResponsePaginator
    filterset_class = ResponseFilterSet
    # The fields besides the answers in which to search.
    searched_fields: tuple[str, ...] = ()

    @property
    def form_page(self) -> Any:
        """The page that all responses answer; None means all pages."""
        return self.kwargs.get("form_page")

    @property
    def page_id(self) -> int | None:
        return self.form_page.pk if self.form_page else None

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
        """Make the export chosen on its screen; no other form is posted here."""
        if request.GET.get("export") != CHOOSE:
            return self.http_method_not_allowed(request)
        return self._choose_export(request)

    def _selection(self) -> Selection:
        page = self.form_page
        which = f"{slugify(page.slug)}-{page.pk}" if page else "all"
        return Selection(
            queryset=self.get_queryset(),
            title=gettext("Responses to %(page)s") % {"page": name_places([page])[page.pk].quoted}
            if page
            else gettext("All responses"),
            filename=f"{which}-responses-{localdate():%Y-%m-%d}",
            page_pk=self.page_id,
            query=filter_of(self.request.GET),
            words=self.filters.words(),
            search=self.search_query,
        )

    def _download(self, export_format: str) -> HttpResponseBase:
        user = self.request.user
        if not user.has_perm(EXPORT):
            raise PermissionDenied
        selection = self._selection()
        log_export(user, selection, export_format, selection.queryset.count())
        chosen, name = FORMATS[export_format], f"{selection.filename}.{export_format}"
        return as_download(chosen.stream(selection), name, chosen.content_type)

    def _choose_export(self, request: HttpRequest) -> HttpResponseBase:
        listed = request.GET.copy()
        del listed["export"]
        back = f"{self.index_url}?{listed.urlencode()}"
        return ExportView.as_view(selection=self._selection(), list_url=back)(request)

    def get_ordering(self) -> tuple[str, str]:
        """Newest first unless asked otherwise; the id settles equal times."""
        sign = "" if self.request.GET.get("ordering") == "submit_time" else "-"
        return f"{sign}submit_time", f"{sign}id"

    def search_queryset(self, queryset: ResponseQuerySet) -> ResponseQuerySet:
        return queryset.matching(self.search_query, *self.searched_fields)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "page_id": self.page_id}

    def get_paginator(self, queryset: QuerySet, *args: Any, **kwargs: Any) -> ResponsePaginator:
        paginator: ResponsePaginator = super().get_paginator(queryset, *args, **kwargs)
        links = self.filters.idea_links()
        paginator.searching, paginator.rows = self.is_searching, self.get_base_queryset()
        paginator.countable = queryset if links is None else links
        return paginator

    @property
    def show_export_buttons(self) -> bool:
        return bool(self.request.user.has_perm(EXPORT))

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Return buttons to export, and to enter a response by letter, for those who may."""
        buttons = []
        if self.show_export_buttons:
            address = self.get_export_url(CHOOSE)
            buttons.append(HeaderButton(gettext("Export"), url=address, icon_name="download"))
        if self.form_page and self.form_page.live and self.request.user.has_perm(ENTER):
            address = reverse("enter_response", args=[self.page_id])
            buttons.append(HeaderButton(gettext("Enter a response"), url=address, icon_name="plus"))
        return buttons

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
        query = self.request.GET
        return [
            {"response": each, "url": read_address(each.pk, query, self.page_id)}
            for each in responses
        ]


class PageResponsesView(ResponseListView):
    """One page's responses in the built-in Forms admin, which calls it with the page."""

    template_name = "responses/admin/list.html"
    results_template_name = "responses/admin/list_results.html"
    page_title = _("Responses")
    header_icon = "form"
    paginate_by = 20

    def has_permission(self) -> bool:
        """Refuse a page that has never had a form, as Wagtail's own list does."""
        forms = get_forms_for_user(self.request.user)
        return super().has_permission() and forms.filter(pk=self.page_id).exists()

    def get_index_url(self) -> str:
        return reverse("wagtailforms:list_submissions", args=[self.form_page.pk])

    def get_index_results_url(self) -> str:
        return reverse("wagtailforms:list_submissions_results", args=[self.form_page.pk])

    def get_page_subtitle(self) -> str:
        return str(self.form_page.get_admin_display_title())

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("wagtailforms:index"), gettext("Forms"))]

    def get_base_queryset(self) -> ResponseQuerySet:
        return self.form_page.get_submissions()

    @cached_property
    def questions(self) -> dict[int, dict[str, Any]]:
        """The questions of each version of the form by their keys, the latest version last."""
        versions = FormVersion.objects.of_page(self.form_page.pk)
        return {version.pk: version.questions for version in versions}

    def get_rows(self, responses: list[Response], words: list[str]) -> list[dict[str, Any]]:
        rows = super().get_rows(responses, words)
        for row in rows:
            response = row["response"]
            # With the question of that time: a rating belongs to the scale of its time.
            asked = self.questions.get(response.form_version_id, {})
            row["cells"] = [
                snippet(readable_text(asked.get(key), response.form_data.get(key)), words)
                for key in self.answer_headings
            ]
        return rows

    @cached_property
    def answer_headings(self) -> dict[str, str]:
        return merge_questions(questions.values() for questions in self.questions.values())


class AllResponsesView(ResponseListView):
    """The responses of all pages, those of vanished pages too."""

    template_name = "responses/admin/all_responses.html"
    page_title = _("All responses")
    header_icon = "comment"
    paginate_by = 50
    index_url_name = ALL_RESPONSES
    searched_fields = ("page_title",)
    model_admin: ModelAdmin = None

    def get_base_queryset(self) -> ResponseQuerySet:
        """Return every response ever received, erased ones without content."""
        found = Response.objects.select_related("page").defer("search_text")
        # The texts are needed to show where the words were found.
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
    """Listing only: the stock helper would offer deletion, which ignores all our rules."""

    def user_has_any_permissions(self, user: Any) -> bool:
        return can_read(user)

    def user_has_specific_permission(self, user: Any, perm_codename: str) -> bool:
        return False


class AllResponsesAdmin(ModelAdmin):
    """Puts the list of all responses into the menu."""

    model = Response
    menu_label = _("All responses")
    menu_icon = "comment"
    menu_order = 710
    base_url_path = "all-responses"
    # It checks no permission; decisions are shown with the response.
    history_view_enabled = False
    permission_helper_class = ReadOnlyPermissionHelper
    index_view_class = AllResponsesView
