from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from wagtail.blocks import BoundBlock
from wagtail.contrib.forms.models import FormMixin
from wagtail.models import PreviewableMixin

from consultation.common.language import has_languages, use_language
from consultation.feedback.availability import Availability, ConsultationState
from consultation.feedback.form_token import FormToken
from consultation.feedback.forms import PREVIEW, FormState, ResponseForm
from consultation.responses.admin.lists import PageResponsesView
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import Response, ResponseQuerySet

FORM_BLOCK = "feedback_form"


class FeedbackPageMixin(FormMixin):
    """A page whose body may hold one feedback form.

    It is one of Wagtail's form pages, so that responses appear in the built-in Forms admin; the
    form is read from the block, and responses never come to the page's own address. The page
    says what its form takes from the consultation: `answer_options`, `availability`,
    `within_grace_period`, `consultation_pk` and `next_page`.
    """

    preview_modes = PreviewableMixin.DEFAULT_PREVIEW_MODES
    submissions_list_view_class = PageResponsesView

    def feedback_block(self) -> BoundBlock | None:
        """Return the page's feedback form, touching no other block of the body."""
        for index, raw in enumerate(self.body.raw_data):
            if raw and raw["type"] == FORM_BLOCK:
                return self.body[index]
        return None

    def feedback_definition(self, *, drafts: bool = False) -> FormDefinition | None:
        """Return the questions of the page's form; None where it has no form."""
        block = self.feedback_block()
        if block is None:
            return None
        return block.block.definition(block.value, self.answer_options(drafts=drafts))

    def new_form_token(self, definition: FormDefinition) -> FormToken:
        """Return the token for a form rendered now."""
        return FormToken.new(self.pk or 0, self.live_revision_id, definition.fingerprint)

    def form_state(
        self,
        form: ResponseForm | None = None,
        *,
        is_preview: bool = False,
        availability: Availability | None = None,
        **shown: Any,
    ) -> FormState | None:
        """Return the state of the page's form; None if it has no form.

        Args:
            form: the form as it was filled in, if it is shown again.
            shown: notice and orphaned answers.
        """
        definition = form.definition if form else self.feedback_definition(drafts=is_preview)
        if definition is None:
            return None
        availability = availability or self.availability()
        state = FormState(availability.state, availability=availability, **shown)
        if is_preview:
            state.status, state.action = PREVIEW, reverse("respond:preview")
            state.form = ResponseForm(definition)
            state.drafts, state.unasked = self._only_in_previews(definition)
        elif form or state.status == ConsultationState.OPEN:
            state.action = reverse("respond:submit", args=[self.pk])
            state.form = form or ResponseForm(definition, self.new_form_token(definition))
            state.status = ConsultationState.OPEN
        return state

    def _only_in_previews(self, previewed: FormDefinition) -> tuple[list[str], list[str]]:
        """Return the ideas that only a preview asks about, and the questions that find no ideas."""
        about = [each for each in previewed.questions if each.type in QuestionType.OF_IDEAS]
        unasked = [question.label for question in about if not question.rows]
        if len(unasked) == len(about):
            return [], unasked
        public = self.feedback_definition()
        asked = {row.key for each in (public.questions if public else ()) for row in each.rows}
        hidden = {row.key: row.label for each in about for row in each.rows if row.key not in asked}
        return list(hidden.values()), unasked

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        state = kwargs.get("form_state") or self.form_state(
            is_preview=bool(getattr(request, "is_preview", False)),
            availability=kwargs.get("availability"),
        )
        context.setdefault("form_state", state)
        return context

    def use_own_language(self) -> None:
        """Show this page in its own language, not in that of the address or the reader."""
        if has_languages() and self.locale_id:
            use_language(self.locale.language_code)

    # Wagtail's FormMixin would answer POST here, and shows landing pages in previews.
    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # `allowed_http_methods` cannot say so: the respond endpoint runs the hook that checks it.
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS"])
        self.use_own_language()
        return super(FormMixin, self).serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        self.use_own_language()
        return super(FormMixin, self).serve_preview(request, mode_name)

    def serve_password_required_response(
        self, request: HttpRequest, form: Any, action_url: str
    ) -> HttpResponse:
        self.use_own_language()
        return super().serve_password_required_response(request, form, action_url)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return super(FormMixin, self).get_preview_context(request, mode_name)

    # What the built-in Forms admin lists: responses that still have a content.
    def get_submission_class(self) -> type[Response]:
        return Response

    def get_submissions(self) -> ResponseQuerySet:
        return Response.objects.filter(page=self).unerased()
