"""The screens that take a question from a page's draft into the library, and back."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.blocks import BoundBlock
from wagtail.models import Page

from consultation.common.addresses import parse_id
from consultation.feedback.mixins import FORM_BLOCK, FeedbackPageMixin
from consultation.pages.library import services
from consultation.pages.library.models import LibraryEntry

ADD = "consultation.add_libraryentry"
IDEAS_LEFT_OUT = _(
    "The idea sets, areas, themes and ideas that you had chosen were left out: a question from "
    "the library asks about the ideas of the consultation that it is added to."
)

ALL_IDEAS = _(
    "Questions about ideas now ask about all ideas of this consultation. Choose an area, a theme "
    "or ideas if you want fewer."
)
NO_IDEAS = _(
    "This consultation has no idea set, so readers do not see its questions about ideas. Choose an "
    "idea set on the page of the consultation."
)


class PageScreen(WagtailAdminTemplateMixin):
    """A screen about the newest draft of a page that the user may edit."""

    header_icon = "list-ul"
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(self.page, FeedbackPageMixin):
            raise Http404
        may_edit = self.page.permissions_for_user(request.user).can_edit()
        if not (may_edit and request.user.has_perm(ADD)):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def page(self) -> Any:
        return get_object_or_404(Page, pk=self.kwargs["page_id"]).specific

    @cached_property
    def draft(self) -> Any:
        return self.page.get_latest_revision_as_object()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": self.back_url, "label": self.page.get_admin_display_title()}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    @property
    def back_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])


def _in_words(block: BoundBlock) -> str:
    if block.block_type == FORM_BLOCK:
        return gettext("The whole form “%(heading)s”") % {"heading": block.value["heading"]}
    values = {"question": block.value["label"], "kind": block.block.label}
    return gettext("“%(question)s” (%(kind)s)") % values


class SaveForm(forms.ModelForm):
    """What to save, and under which name."""

    block = forms.ChoiceField(
        label=_("What to save"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the form or a question")},
    )

    class Meta:
        model = LibraryEntry
        fields = ("name", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    field_order = ("block", "name", "description")

    def __init__(self, blocks: list[BoundBlock], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.blocks = {block.id: block for block in blocks}
        self.fields["block"].choices = [  # type: ignore[attr-defined]
            (block_id, _in_words(block)) for block_id, block in self.blocks.items()
        ]


class SaveView(PageScreen, FormView):
    """Saves a page's form, or one of its questions, to the library."""

    page_title = _("Save to the question library")
    template_name = "consultation/admin/library/save.html"
    form_class = SaveForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"blocks": services.blocks_to_save(self.draft)}

    def form_valid(self, form: SaveForm) -> HttpResponse:
        entry = form.save(commit=False)
        entry.saved_by = self.request.user
        block = form.blocks[form.cleaned_data["block"]]
        try:
            named_ideas = services.save_entry(entry, block, self.page)
        except ValidationError:
            text = gettext("This is not finished. Complete it on the page first, then save it here")
            form.add_error("block", text)
            return self.form_invalid(form)
        if named_ideas:
            messages.warning(self.request, IDEAS_LEFT_OUT)
        done = gettext("“%(name)s” is in the question library.")
        url = reverse("question_library:edit", args=[entry.pk])
        buttons = [messages.button(url, gettext("Open it"))]
        messages.success(self.request, done % {"name": entry}, buttons=buttons)
        return redirect(self.back_url)


class AddToPageView(PageScreen, TemplateView):
    """Lists the library and adds what is chosen to a page's draft."""

    page_title = _("Add from the question library")
    template_name = "consultation/admin/library/add_to_page.html"
    per_page = 20

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reason := services.reason_against_editing(self.page, request.user):
            return self._refuse(reason)
        return super().get(request, *args, **kwargs)

    def _refuse(self, reason: str) -> HttpResponse:
        # Wagtail's sentences about locks are HTML, with all values escaped.
        messages.error(self.request, mark_safe(reason))  # noqa: S308
        return redirect(self.back_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "").strip()
        found = LibraryEntry.objects.all()
        if query:
            names = ("name", "description", "words")
            conditions = [Q(**{f"{name}__icontains": query}) for name in names]
            found = found.filter(conditions[0] | conditions[1] | conditions[2])
        paginator = WagtailPaginator(found, self.per_page)
        entries = paginator.get_page(self.request.GET.get("p"))
        form = self.draft.feedback_block()
        return super().get_context_data(
            query=query,
            entries=entries,
            elided_page_range=paginator.get_elided_page_range(entries.number),
            rows=[(entry, services.reason_against(entry, form)) for entry in entries],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entry = get_object_or_404(LibraryEntry, pk=parse_id(request.POST.get("entry")))
        try:
            block_id = services.add_to_page(entry, self.page.pk, request.user)
        except services.NotAddedError as error:
            return self._refuse(str(error))
        done = gettext("“%(name)s” was added to the draft of “%(page)s”.")
        values = {"name": entry, "page": self.page.get_admin_display_title()}
        messages.success(request, done % values)
        if entry.asks_about_ideas:
            has_ideas = self.draft.answer_options().idea_set is not None
            messages.warning(request, ALL_IDEAS if has_ideas else NO_IDEAS)
        return redirect(f"{self.back_url}#block-{block_id}-section")
