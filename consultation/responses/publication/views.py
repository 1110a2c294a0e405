"""The screens of publication: redact, confirm, list and withdraw answers."""

from typing import Any

import django_filters
from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.ui.tables import Column, StatusTagColumn, Table, TitleColumn
from wagtail.admin.views.generic import BaseListingView
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from consultation.common.dates import short_datetime
from consultation.responses.admin.filters import answered_pages
from consultation.responses.admin.views import ReasonForm
from consultation.responses.models import Publication, PublishedAnswer, Response, Status
from consultation.responses.permissions import PUBLISH, ReadersScreenMixin
from consultation.responses.publication import services
from consultation.responses.publication.choosers import with_page_names
from consultation.responses.publication.pii_detection import (
    KIND_LABELS,
    Kind,
    Span,
    detect_pii,
    find_passage,
)
from consultation.responses.publication.redaction import is_empty, show_redactions


class RedactForm(forms.Form):
    """The redactions of a text of a response, which can only be cut, never rewritten."""

    found = forms.MultipleChoiceField(
        label=_("Found by the portal"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ticked words are removed. Untick words that do not identify anyone."),
    )
    more = forms.CharField(
        label=_("Also remove"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Copy names, places and jobs that only one person has from the answer, each on its "
            "own line."
        ),
    )
    part = forms.CharField(
        label=_("Publish only this part"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Copy it from the answer. Leave blank to publish the whole answer."),
    )
    who = forms.CharField(
        label=_("Who said it"),
        max_length=150,
        help_text=_("A role, such as “A local resident”, never a name. Shown to readers."),
    )

    def __init__(
        self, response: Response, text: str, published: PublishedAnswer | None, **kwargs: Any
    ) -> None:
        self.text = text
        self.personal_answers = services.personal_answers(response)
        left_out = published.redactions if published else []
        # A name that was found stays marked after the answer that revealed it was erased.
        before = [span for span in left_out if span.kind != Kind.WORDS]
        self.detected = sorted({*detect_pii(text, self.personal_answers), *before})
        self._by_name = {f"{span.start}-{span.end}": span for span in self.detected}
        by_hand = [self._words(span) for span in left_out if span.kind == Kind.WORDS]
        super().__init__(**kwargs)
        self.initial = {
            "found": [
                name for name, span in self._by_name.items() if not published or span in left_out
            ],
            "more": "\n".join(dict.fromkeys(by_hand)),
            "part": text[slice(*published.part)] if published and published.part else "",
            "who": (published and published.who) or response.role,
        }
        # Translators: words that may identify someone, and their kind, such as a postcode.
        choice = gettext("“%(words)s” (%(kind)s)")
        self.fields["found"].choices = [  # type: ignore[attr-defined]
            (name, choice % {"words": self._words(span), "kind": KIND_LABELS.get(span.kind, "")})
            for name, span in self._by_name.items()
        ]
        if not self.detected:
            del self.fields["found"]

    def _words(self, span: Span) -> str:
        return " ".join(self.text[span.start : span.end].split())

    def clean_more(self) -> list[Span]:
        lines = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        places = {line: list(find_passage(self.text, line)) for line in lines}
        message = gettext("“%(words)s” is not in the answer.")
        missing = [message % {"words": line} for line in places if not places[line]]
        if missing:
            raise forms.ValidationError(missing)
        return [span for found in places.values() for span in found]

    def clean_part(self) -> tuple[int, int] | None:
        part = self.cleaned_data["part"]
        if not part.strip():
            return None
        place = next(find_passage(self.text, part), None)
        if place is None:
            raise forms.ValidationError(gettext("This is not an exact quote from the answer."))
        return place.start, place.end

    def clean_who(self) -> str:
        who: str = self.cleaned_data["who"]
        if detect_pii(who, self.personal_answers):
            raise forms.ValidationError(gettext("This identifies the person. Enter only a role."))
        return who

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            found = [self._by_name[name] for name in cleaned.get("found", ())]
            cleaned["left_out"] = [*found, *cleaned["more"]]
            if is_empty(self.text, cleaned["left_out"], cleaned["part"]):
                raise forms.ValidationError(gettext("There is nothing left to publish."))
        return cleaned


class ConfirmForm(forms.Form):
    """The analyst's confirmation of the words to publish."""

    seen = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read the whole text, and it does not identify anyone"),
        error_messages={"required": _("Read the whole text, then tick this box")},
    )


class PublicationMixin(ReadersScreenMixin):
    """Shared by the screens of one response, or of one published answer."""

    header_icon = "openquote"
    right = PUBLISH

    @cached_property
    def published(self) -> PublishedAnswer | None:
        """The published answer in the address; None if the address names a response."""
        if "published" not in self.kwargs:
            return None
        found = PublishedAnswer.objects.select_related("drafted_by", "confirmed_by", "withdrawn_by")
        return get_object_or_404(found, pk=self.kwargs["published"])

    @cached_property
    def response(self) -> Response:
        pk = self.published.response_id if self.published else self.kwargs["pk"]
        found = Response.objects.select_related("form_version", "page", "withdrawn_consent")
        return get_object_or_404(found, pk=pk)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            shown = super().dispatch(request, *args, **kwargs)
        except services.PublicationError as refused:
            messages.error(request, str(refused))
            shown = redirect(self.get_success_url())
        log(self.response, "responses.view", user=request.user)
        return shown

    def get_page_subtitle(self) -> str:
        return self.response.reference_text

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("responses:read", args=[self.response.pk]), gettext("Response"))]

    @property
    def back_url(self) -> str:
        if self.published:
            return reverse("responses:published", args=[self.published.pk])
        return reverse("responses:publish", args=[self.response.pk])

    def get_success_url(self) -> str:
        return self.back_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(reason=services.refusal(self.response), **kwargs)


class PublishView(PublicationMixin, TemplateView):
    """The answers of a response that can be published, and the state of each."""

    template_name = "responses/admin/publish.html"
    page_title = _("Publish an answer")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published: dict[str, list[PublishedAnswer]] = {}
        for each in self.response.published_answers.order_by("pk"):
            published.setdefault(each.answer_key, []).append(each)
        # Only those that the list above does not show.
        texts = {} if services.refusal(self.response) else services.publishable_texts(self.response)
        return super().get_context_data(
            answers=[(text, published.pop(key, [])) for key, text in texts.items()],
            others=[each for rest in published.values() for each in rest],
            **kwargs,
        )


class RedactView(PublicationMixin, FormView):
    """An answer with possible identifying details marked, and the choice of redactions."""

    template_name = "responses/admin/redact.html"
    page_title = _("Remove identifying details")

    @cached_property
    def text(self) -> services.PublishableText:
        """The answer, from the draft or from the address."""
        services.check_publishable(self.response)
        key = self.published.answer_key if self.published else self.request.GET.get("answer", "")
        text = services.publishable_texts(self.response).get(key)
        if text is None:
            raise Http404
        return text

    def get_form(self, form_class: Any = None) -> RedactForm:
        return RedactForm(self.response, self.text.text, self.published, **self.get_form_kwargs())

    def form_valid(self, form: RedactForm) -> HttpResponse:
        left_out, part, who = (form.cleaned_data[name] for name in ("left_out", "part", "who"))
        user = self.request.user
        draft = services.save_draft(
            self.response, self.text, left_out, part, who, user, self.published
        )
        return redirect("responses:published", draft.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(text=self.text, **kwargs)
        context["original"] = show_redactions(self.text.text, context["form"].detected)
        return context


class PublishedView(PublicationMixin, FormView):
    """The answer as it was sent, next to the words to publish, for confirmation."""

    template_name = "responses/admin/published.html"
    form_class = ConfirmForm
    published: PublishedAnswer

    def get_page_title(self) -> str:
        if self.published.state == Publication.DRAFT:
            return gettext("Preview")
        return gettext("Published answer")

    def get_initial(self) -> dict[str, str]:
        return {"seen": services.words_digest(self.published)}

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        services.confirm(self.published, form.cleaned_data["seen"], self.request.user)
        message = gettext("Published. Editors can now add it to the outcome page.")
        messages.success(self.request, message)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = services.publishable_texts(self.response).get(self.published.answer_key)
        references = ReferenceIndex.get_grouped_references_to(self.published)
        return super().get_context_data(
            original=text and show_redactions(text.text, self.published.redactions),
            quoted_on=[str(source) for source, _ in references],
            **kwargs,
        )


class WithdrawView(PublicationMixin, FormView):
    """Withdraws a published answer."""

    template_name = "responses/admin/withdraw.html"
    page_title = _("Withdraw a published answer")
    form_class = ReasonForm
    published: PublishedAnswer
    extra_context = {
        "warning": _("It will disappear from all pages at once. You can publish it again later."),
        "button": _("Withdraw"),
    }

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        if services.withdraw(self.published, form.cleaned_data["reason"], self.request.user):
            messages.success(self.request, gettext("Withdrawn. Readers no longer see it."))
        return super().form_valid(form)


class WithdrawConsentView(WithdrawView):
    """Records that a respondent withdrew their consent to publication."""

    page_title = _("Withdraw consent")
    header_icon = "cross"
    extra_context = {
        "warning": _(
            "Everything published from this response will disappear from all pages at once, and "
            "nothing from it can be published again. The response itself is kept and counted."
        ),
        "button": _("Withdraw consent"),
    }

    @property
    def back_url(self) -> str:
        return reverse("responses:read", args=[self.response.pk])

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        if services.withdraw_consent([self.response], reason, self.request.user):
            messages.success(self.request, gettext("Consent withdrawn."))
        else:
            messages.warning(self.request, gettext("This response has no consent to withdraw."))
        return redirect(self.back_url)


def _words(published: PublishedAnswer) -> str:
    text = " ".join(published.text.split())
    return Truncator(text).chars(140) if text else gettext("Words erased")


def _state(published: PublishedAnswer) -> str:
    """Return its state, and why readers may not see it."""
    if published.state == Publication.CONFIRMED and published.response.status != Status.COUNTED:
        return gettext("Confirmed, not shown: the response is not counted")
    return published.get_state_display()


def _last_step(published: PublishedAnswer) -> str:
    """Return who changed it last, and when."""
    step = "drafted" if published.state == Publication.DRAFT else published.state
    at = getattr(published, f"{step}_at")
    user = getattr(published, f"{step}_by")
    name = user_display_name(user) if user else gettext("a deleted account")
    # Translators: the time of the last change, and the name of its author.
    return gettext("%(time)s, %(name)s") % {"time": short_datetime(at), "name": name}


class PublishedFilterSet(WagtailFilterSet):
    """The filters for published answers."""

    page = django_filters.ChoiceFilter(
        label=_("Page"),
        field_name="response__page_pk",
        choices=answered_pages,
        empty_label=_("All"),
    )

    class Meta:
        model = PublishedAnswer
        fields = ["state", "page"]


class PublishedListView(ReadersScreenMixin, BaseListingView):
    """All answers that are, were or may become public."""

    right = PUBLISH
    model = PublishedAnswer
    page_title = _("Published answers")
    header_icon = "openquote"
    verbose_name_plural = _("published answers")
    template_name = "responses/admin/published_list.html"
    results_template_name = "responses/admin/published_list_results.html"
    index_url_name = "responses:published_list"
    index_results_url_name = "responses:published_list_results"
    columns = [
        TitleColumn("text", label=_("Words"), accessor=_words, url_name="responses:published"),
        StatusTagColumn(
            "state",
            label=_("Status"),
            accessor=_state,
            primary=lambda each: each.state == Publication.CONFIRMED,
            sort_key="state",
        ),
        Column("question", label=_("Question")),
        Column("page", label=_("Page"), accessor="page_name", sort_key="response__page_title"),
        Column("who", label=_("Who said it")),
        Column("last_step", label=_("Last changed"), accessor=_last_step),
    ]
    filterset_class = PublishedFilterSet
    default_ordering = "-drafted_at"
    paginate_by = 50
    is_searchable = True
    search_backend_name = None
    search_fields = ["text", "question", "who", "response__page_title"]
    queryset = PublishedAnswer.objects.select_related(
        "response", "drafted_by", "confirmed_by", "withdrawn_by"
    )

    def get_table(self, object_list: Any) -> Table:
        return super().get_table(with_page_names(object_list))
