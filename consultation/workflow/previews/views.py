"""The screens of private previews, and the page behind a link."""

from copy import copy
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, Table, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

from consultation.common.addresses import absolute_url
from consultation.common.date_forms import DateInput
from consultation.common.dates import LAST_MINUTE, short_datetime
from consultation.common.language import has_languages, use_language
from consultation.common.page_names import name_places
from consultation.workflow.models import PreviewState, PrivatePreview
from consultation.workflow.previews.services import create_preview, log_end, revoke_preview

# Users who may change a page may share its drafts.
PAGE_PERMISSION = "change"
# The longest time that a link can run.
MOST_DAYS = 90


def can_share(user: Any, page: Page) -> bool:
    """Say whether a user may make, see and end the private previews of a page."""
    return bool(page.permissions_for_user(user).can_edit())


@require_safe
def serve_preview(request: HttpRequest, key: str) -> HttpResponse:
    """Show the version that a running link was made for.

    A link that has ended or never existed gets the same error, which reveals nothing about any
    page. The page's own restrictions do not apply: the link is a permission of its own, given by
    a person who may change the page.
    """
    previews = PrivatePreview.objects.select_related("revision", "page")
    try:
        preview = previews.filter(key=key).first()
    except ValidationError:
        preview = None
    if preview and preview.is_running:
        page = preview.revision.as_object()
        mode = page.default_preview_mode
        request.is_preview, request.preview_mode = True, mode  # type: ignore[attr-defined]
        response: HttpResponse = page.serve_preview(request, mode)
        if isinstance(response, TemplateResponse):
            response.context_data = {**(response.context_data or {}), "private_preview": preview}
    else:
        if preview:
            log_end(preview)
            if has_languages():
                use_language(preview.page.locale.language_code)
        response = TemplateResponse(request, "workflow/previews/ended.html", status=HTTPStatus.GONE)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    # The address is the key: other websites must not learn it from a link on the page.
    response["Referrer-Policy"] = "no-referrer"
    return response


FACTS = [
    TitleColumn(
        "shared_with",
        label=_("Shared with"),
        url_name="private_previews:read",
        sort_key="shared_with",
    ),
    StatusTagColumn(
        "state",
        label=_("Status"),
        accessor="state.label",
        primary=lambda preview: preview.is_running,
    ),
    Column(
        "ends",
        accessor=lambda preview: short_datetime(preview.ended_at or preview.ends_at),
        label=_("End date"),
        sort_key="ends_at",
    ),
    Column(
        "version",
        label=_("Version"),
        accessor=lambda preview: (
            gettext("saved %(time)s") % {"time": short_datetime(preview.revision.created_at)}
        ),
    ),
    Column(
        "made_by",
        label=_("Created by"),
        accessor=lambda preview: (
            get_user_display_name(preview.created_by) or gettext("a deleted account")
        ),
    ),
    Column(
        "made",
        label=_("Created"),
        accessor=lambda preview: short_datetime(preview.created_at),
        sort_key="created_at",
    ),
]


class PrivatePreviewFilterSet(WagtailFilterSet):
    """The filters of private previews."""

    state = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=PreviewState.choices,
        method=lambda queryset, name, value: queryset.in_state(value),
    )

    class Meta:
        model = PrivatePreview
        fields: ClassVar[list[str]] = ["state"]


class PreviewIndexView(IndexView):
    """The private previews of all pages that the user may change."""

    permission_policy = page_permission_policy
    any_permission_required = [PAGE_PERMISSION]
    model = PrivatePreview
    header_icon = "view"
    template_name = "workflow/previews/admin/list.html"
    results_template_name = "workflow/previews/admin/list_results.html"
    index_url_name = "private_previews:list"
    index_results_url_name = "private_previews:list_results"
    columns = [
        TitleColumn(
            "page",
            label=_("Page"),
            accessor=lambda preview: str(preview.page_name),
            url_name="private_previews:of_page",
            id_accessor="page_id",
            sort_key="page__draft_title",
        ),
        *FACTS,
    ]
    filterset_class = PrivatePreviewFilterSet
    default_ordering = "-created_at"
    table_classname = "listing sharing-list"
    paginate_by = 50
    search_fields = ["page__draft_title", "shared_with"]

    def get_table(self, object_list: Any) -> Table:
        # Names that tell pages of the same title apart.
        previews = list(object_list)
        names = name_places(preview.page for preview in previews)
        for preview in previews:
            preview.page_name = names[preview.page_id]
        return super().get_table(previews)

    def get_base_queryset(self) -> QuerySet[PrivatePreview]:
        pages = page_permission_policy.instances_user_has_permission_for(
            self.request.user, PAGE_PERMISSION
        )
        return PrivatePreview.objects.with_facts().filter(page__in=pages)


class PreviewScreen(WagtailAdminTemplateMixin, View):
    """A screen about the private previews of one page, for those who may change it."""

    page: Page
    page_title = _("Private preview")
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_share(request.user, self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        of_page = reverse("private_previews:of_page", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("private_previews:list"), "label": gettext("Private previews")},
            {"url": of_page, "label": self.get_page_subtitle()},
        ]


class PrivatePreviewForm(forms.Form):
    """The form for a new link."""

    shared_with = forms.CharField(
        label=_("Shared with"),
        max_length=200,
        help_text=_("Such as “Dr Ada Green, advisory board”. Only your colleagues see this."),
    )
    ends_on = forms.DateField(
        label=_("End date"),
        initial=lambda: timezone.localdate() + timedelta(days=14),
        widget=DateInput,
        help_text=format_lazy(
            _("The link works until the end of this day, up to {days} days from today."),
            days=MOST_DAYS,
        ),
        validators=[
            MinValueValidator(timezone.localdate, _("Enter today’s date or a later one.")),
            MaxValueValidator(
                lambda: timezone.localdate() + timedelta(days=MOST_DAYS),
                format_lazy(_("Enter a date within {days} days from today."), days=MOST_DAYS),
            ),
        ],
    )
    # The version on the screen; another one may have been saved since.
    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def ends_at(self) -> datetime:
        """The last minute of the chosen day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["ends_on"], LAST_MINUTE))


class PreviewCreateView(PreviewScreen, FormView):
    """A page's private previews, and the form for a new one."""

    template_name = "workflow/previews/admin/page.html"
    form_class = PrivatePreviewForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = get_object_or_404(Page, pk=kwargs["page_id"])

    @cached_property
    def version(self) -> Revision | None:
        return self.page.revisions.select_related("user").order_by("-created_at", "-pk").first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.version is None:
            messages.warning(
                request, gettext("Save a draft first. A private preview shows a saved draft.")
            )
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.version.pk if self.version else None}

    def form_valid(self, form: PrivatePreviewForm) -> HttpResponse:
        revision = self.page.revisions.filter(pk=form.cleaned_data["version"]).first()
        if revision is None:
            form.add_error(
                None, gettext("This version has been deleted. Check the newest one below.")
            )
            return self.form_invalid(form)
        preview = create_preview(
            self.page,
            revision,
            self.request.user,
            shared_with=form.cleaned_data["shared_with"],
            ends_at=form.ends_at,
        )
        messages.success(self.request, gettext("Private preview created. Copy its link below."))
        return redirect("private_previews:read", preview.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # A page has a handful; further ones are in the full list.
        previews = PrivatePreview.objects.with_facts().filter(page=self.page)[:20]
        columns = [copy(column) for column in FACTS]
        for column in columns:
            column.sort_key = None
        return super().get_context_data(
            page=self.page,
            version=self.version,
            table=Table(columns, previews, classname="listing sharing-list") if previews else None,
            **kwargs,
        )


class PreviewView(PreviewScreen, TemplateView):
    """A private preview with its link to copy."""

    template_name = "workflow/previews/admin/read.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.preview = get_object_or_404(PrivatePreview.objects.with_facts(), pk=kwargs["pk"])
        self.page = self.preview.page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            preview=self.preview, address=absolute_url(self.preview.path), **kwargs
        )


class PreviewRevokeView(PreviewView):
    """Ends a link before its date, after a confirmation."""

    template_name = "workflow/previews/admin/end.html"
    page_title = _("End private preview")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if revoke_preview(self.preview, request.user):
            done = gettext("The link for %(name)s has ended. It no longer works.")
            messages.success(request, done % {"name": self.preview.shared_with})
        else:
            messages.info(request, gettext("This private preview has already ended."))
        return redirect("private_previews:read", self.preview.pk)
