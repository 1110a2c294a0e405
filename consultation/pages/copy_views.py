"""The screens that start a consultation from a template, copy one, or save one as a template."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from consultation.common.text import semicolon_separated
from consultation.pages.copies import IdeaSetChoice, copy_consultation
from consultation.pages.models import ConsultationPage, TemplatesPage
from consultation.pages.models.templates import TEMPLATES_PATH, is_template, templates_only

# What a consultation without ideas of its own, or a user who may not make any, can choose.
WITHOUT_NEW_SET = {IdeaSetChoice.SHARE, IdeaSetChoice.NONE}


class CopyForm(forms.Form):
    """The title of a copy, and its ideas."""

    title = forms.CharField(
        label=_("Title"),
        max_length=255,
        help_text=_("All pages are copied as drafts, without responses, dates and the outcome."),
    )
    idea_set = forms.ChoiceField(label=_("Idea set"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[IdeaSetChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            field: Any = self.fields["idea_set"]
            field.choices = [(choice.value, choice.label) for choice in choices]
            field.initial = choices[0]
        else:
            del self.fields["idea_set"]


class SaveForm(CopyForm):
    """The title of a template, what it is for, and its ideas."""

    description = forms.CharField(
        label=_("Description"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the template is for. Shown where editors choose one."),
    )
    field_order = ("title", "description")


class NewForm(CopyForm):
    """The template of a new consultation, its title, and its ideas."""

    template = forms.TypedChoiceField(label=_("Template"), coerce=int, widget=forms.RadioSelect)
    field_order = ("template",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = ""
        field: Any = self.fields["template"]
        field.choices = list(_template_choices())
        field.initial = field.choices[0][0] if field.choices else None


def _template_choices() -> Iterator[tuple[int, Any]]:
    """Yield the templates, each with its description and number of pages."""
    templates = templates_only(ConsultationPage.objects)
    paths = templates_only(Page.objects).values_list("path", flat=True)
    numbers = Counter(path[: 3 * Page.steplen] for path in paths)
    for each in templates.defer_streamfields().order_by("path"):
        pages = ngettext("%(count)d page", "%(count)d pages", numbers[each.path])
        text = gettext("%(title)s (%(pages)s)") % {
            "title": each.get_admin_display_title(),
            "pages": pages % {"count": numbers[each.path]},
        }
        yield each.pk, format_html("{}<br>{}", text, each.search_description)


class CopyView(WagtailAdminTemplateMixin, FormView):
    """Copies a consultation next to itself."""

    template_name = "wagtailadmin/generic/form.html"
    page_title = _("Copy “%(title)s”")
    form_class: type[CopyForm] = CopyForm
    submit_button_label = _("Copy")
    choices: tuple[IdeaSetChoice, ...] = (
        IdeaSetChoice.SHARE,
        IdeaSetChoice.COPY,
        IdeaSetChoice.NEW,
        IdeaSetChoice.NONE,
    )
    done: Any = ngettext_lazy(
        "“%(title)s” is a copy with %(count)d page, a draft.",
        "“%(title)s” is a copy with %(count)d pages, all drafts.",
        "count",
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse users who may not add pages there, or not change what is copied."""
        may_add = self.parent.permissions_for_user(request.user).can_add_subpage()
        if not (may_add and self.may_copy()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_copy(self) -> bool:
        return bool(self.source.permissions_for_user(self.request.user).can_copy())

    @cached_property
    def source(self) -> ConsultationPage:
        return get_object_or_404(ConsultationPage, pk=self.kwargs["page_id"])

    @cached_property
    def parent(self) -> Page:
        return self.source.get_parent().specific

    @property
    def has_set(self) -> bool:
        return bool(self.source.get_latest_revision_as_object().idea_set_id)

    def get_page_title(self) -> str:
        return str(self.page_title % {"title": self.source.get_admin_display_title()})

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        explorer = reverse("wagtailadmin_explore", args=[self.parent.pk])
        above = {"url": explorer, "label": self.parent.get_admin_display_title()}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self) -> dict[str, Any]:
        choices = list(self.choices) if self.has_set else []
        if not self.request.user.has_perm("ideas.add_ideaset"):
            choices = [choice for choice in choices if choice in WITHOUT_NEW_SET]
        return super().get_form_kwargs() | {"choices": choices}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = {"submit_button_label": self.submit_button_label, "action_url": self.request.path}
        return super().get_context_data(**names, **kwargs)

    def form_valid(self, form: CopyForm) -> HttpResponse:
        chosen = form.cleaned_data
        copy = copy_consultation(
            self.source,
            parent=self.parent,
            title=chosen["title"],
            user=self.request.user,
            idea_set=chosen.get("idea_set", IdeaSetChoice.NONE),
            description=self.description(chosen),
        )
        words = [self.done % {"title": chosen["title"], "count": copy.pages}]
        if copy.left_out:
            left_out = gettext("Left out: %(things)s.")
            words.append(left_out % {"things": semicolon_separated(copy.left_out)})
        messages.success(self.request, " ".join(words))
        return redirect("wagtailadmin_pages:edit", copy.page.pk)

    def description(self, chosen: dict[str, Any]) -> str | None:
        """Return the description that search engines show, or editors of a template."""
        return None


class SaveAsTemplateView(CopyView):
    """Saves a consultation as a template."""

    page_title = _("Save “%(title)s” as a template")
    form_class = SaveForm
    submit_button_label = _("Save as template")
    choices = (IdeaSetChoice.SHARE, IdeaSetChoice.COPY, IdeaSetChoice.NONE)
    done = ngettext_lazy(
        "The template “%(title)s” was saved, with %(count)d page. Responses and dates were not "
        "copied.",
        "The template “%(title)s” was saved, with %(count)d pages. Responses and dates were not "
        "copied.",
        "count",
    )

    @cached_property
    def parent(self) -> Page:
        return get_object_or_404(TemplatesPage)

    def description(self, chosen: dict[str, Any]) -> str:
        return str(chosen["description"])

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.source.get_admin_display_title()}


class NewView(CopyView):
    """Starts a consultation from a template."""

    page_title = _("New consultation")
    form_class = NewForm
    submit_button_label = _("Create consultation")
    choices = (IdeaSetChoice.OWN, IdeaSetChoice.NEW, IdeaSetChoice.NONE)
    done = ngettext_lazy(
        "“%(title)s” was created with %(count)d page, a draft. Replace the text in square "
        "brackets.",
        "“%(title)s” was created with %(count)d pages, all drafts. Replace the text in square "
        "brackets.",
        "count",
    )
    # Templates may be about ideas without a set.
    has_set = True

    @cached_property
    def parent(self) -> Page:
        page = get_object_or_404(Page, pk=self.kwargs["parent_id"]).specific
        if not takes_new_consultations(page):
            raise Http404
        return page

    def may_copy(self) -> bool:
        # People who add consultations may use every template.
        return True

    def get_page_title(self) -> str:
        return str(self.page_title)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not templates_only(ConsultationPage.objects).exists():
            messages.info(
                request,
                gettext(
                    "There is no template. Open a consultation and choose “Save as template” to "
                    "make one."
                ),
            )
            return redirect("wagtailadmin_pages:add_subpage", self.parent.pk)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: CopyForm) -> HttpResponse:
        templates = templates_only(ConsultationPage.objects)
        self.source = get_object_or_404(templates, pk=form.cleaned_data["template"])
        return super().form_valid(form)

    def description(self, chosen: dict[str, Any]) -> str:
        return ""


def takes_new_consultations(page: Page) -> bool:
    """Say whether a page is a front page, below which consultations are made."""
    return page.url_path != TEMPLATES_PATH and ConsultationPage.can_exist_under(page)


def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None) -> Iterator[Button]:
    """Offer a new consultation on the front page, and to save a consultation as a template."""
    if takes_new_consultations(page):
        if page.permissions_for_user(user).can_add_subpage():
            url = reverse("consultations:new", args=[page.pk])
            yield Button(_("New consultation"), url, icon_name="plus-inverse", priority=12)
    elif page.specific_class is ConsultationPage and not is_template(page):
        templates = TemplatesPage.objects.first()
        if templates and templates.permissions_for_user(user).can_add_subpage():
            url = reverse("consultations:save_as_template", args=[page.pk])
            yield Button(_("Save as template"), url, icon_name="copy", priority=35)


def copy_whole(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead from Wagtail's screen for a copy of one page to that for a whole consultation."""
    if request.method == "GET" and page.specific_class is ConsultationPage:
        return redirect("consultations:copy", page.pk)
    return None
