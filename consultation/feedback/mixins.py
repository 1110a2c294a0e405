from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.urls import reverse
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.contrib.forms.models import FormMixin
from wagtail.models import PreviewableMixin

from consultation.feedback.answer_lists import AnswerLists
from consultation.feedback.form_key import FormKey
from consultation.feedback.forms import ResponseForm
from consultation.feedback.idea_rows import IdeaRows
from consultation.feedback.opening import Opening, Standing, State
from consultation.responses.columns import page_columns
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import Response
from consultation.responses.querysets import ResponseQuerySet

if TYPE_CHECKING:
    from django.http import HttpResponse
    from wagtail.blocks import BoundBlock

FORM_BLOCK = "feedback_form"
PREVIEW = "preview"
# An earlier version, with the answers in it: it cannot be sent.
SHOWN_AGAIN = "shown_again"


@dataclass(slots=True)
class FormState:
    """What the template of a feedback form shows.

    Args:
        status: a `State`, "preview" or "shown_again".
        form: the form; None when it cannot be answered.
        action: the address it is sent to.
        opens_at: when the consultation opens, if it is said.
        closes_at: when it closes, if it is said.
        notice: a sentence above the form, or "".
        leftover: (question, text) pairs whose question has gone, for copying.
        drafts: in a preview, what is asked about there and not yet of readers.
        unasked: in a preview, questions about ideas that find none.
    """

    status: str
    form: ResponseForm | None = None
    action: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    notice: str = ""
    leftover: list[tuple[str, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)


class FeedbackPageMixin(FormMixin):
    """A page whose body may hold one feedback form.

    It is one of Wagtail's form pages, so that responses appear in the built-in
    Forms admin; the form itself is read from the block. Answers never come to
    the page's own address.
    """

    base_form_class = WagtailAdminPageForm
    preview_modes = PreviewableMixin.DEFAULT_PREVIEW_MODES

    # What the pages above decide; each page type may know better.
    def answer_lists(self, *, drafts: bool = False) -> AnswerLists:
        """Return what this page's form takes from outside itself.

        Args:
            drafts: ask about ideas as their newest drafts have them, for previews.
        """
        return AnswerLists(ideas=IdeaRows(drafts=drafts))

    def opening(self) -> Opening:
        """Return when this page's form can be answered."""
        return Opening()

    def was_under_way(self, opened: datetime) -> bool:
        """Say whether a form of this page, opened at `opened`, may be handed in after closing."""
        return self.opening().was_under_way(opened)

    def consultation_key(self) -> int | None:
        """Return the id of the consultation page that this page belongs to."""
        return None

    def next_page(self, request: HttpRequest) -> Any:
        """Return what to read after this page: something with title and url, or None."""
        return None

    def feedback_block(self) -> "BoundBlock | None":
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
        return block.block.definition(block.value, self.answer_lists(drafts=drafts))

    def new_form_key(self, definition: FormDefinition) -> FormKey:
        """Return the key for a form rendered now."""
        return FormKey.new(
            self.pk or 0,
            self.live_revision_id,
            definition.fingerprint,
        )

    def form_state(
        self,
        request: HttpRequest,
        form: ResponseForm | None = None,
        standing: Standing | None = None,
        **shown: Any,
    ) -> FormState | None:
        """Return what the page's form shows; None where it has no form.

        Args:
            request: the request; a preview shows a form that stores nothing.
            form: the form somebody filled in, when it is shown again.
            standing: what the opening comes to, where the screen says it elsewhere too.
            shown: notice and leftover texts.
        """
        is_preview = bool(getattr(request, "is_preview", False))
        definition = form.definition if form else self.feedback_definition(drafts=is_preview)
        if definition is None:
            return None
        standing = standing or self.opening().standing()
        state = FormState(
            standing.state, opens_at=standing.opens_at, closes_at=standing.closes_at, **shown
        )
        if is_preview:
            state.status, state.action = PREVIEW, reverse("respond:preview")
            state.form = ResponseForm(definition)
            state.drafts, state.unasked = self._only_in_previews(definition)
        elif form or state.status == State.OPEN:
            state.action = reverse("respond:submit", args=[self.pk])
            state.form = form or ResponseForm(definition, form_key=self.new_form_key(definition))
            state.status = State.OPEN
        return state

    def _only_in_previews(self, previewed: FormDefinition) -> tuple[list[str], list[str]]:
        """Return what a preview asks about and readers are not asked, and questions without ideas.

        Args:
            previewed: the questions with ideas as their newest drafts have them.
        """
        about = [each for each in previewed.questions if each.type in QuestionType.OF_IDEAS]
        unasked = [question.label for question in about if not question.rows]
        if len(unasked) == len(about):
            return [], unasked
        public = self.feedback_definition()
        asked = {row.key for each in (public.questions if public else ()) for row in each.rows}
        hidden = {row.key: row.label for each in about for row in each.rows if row.key not in asked}
        return list(hidden.values()), unasked

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the form's state, unless a view brings its own."""
        context = super().get_context(request, *args, **kwargs)
        state = kwargs.get("form_state") or self.form_state(
            request, standing=kwargs.get("standing")
        )
        context.setdefault("form_state", state)
        return context

    # Wagtail's FormMixin would answer POST here, and shows landing pages in previews.
    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> "HttpResponse":
        """Show the page; answers go to the respond endpoint alone.

        `allowed_http_methods` cannot say so: the endpoint runs the hook that checks it.
        """
        if request.method == "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS"])
        return super(FormMixin, self).serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> "HttpResponse":
        """Show the page as a preview."""
        return super(FormMixin, self).serve_preview(request, mode_name)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Return the preview's context, which `get_context` makes as for any page."""
        return super(FormMixin, self).get_preview_context(request, mode_name)

    # What the built-in Forms admin asks of a form page.
    def get_submission_class(self) -> type[Response]:
        """Return the model of stored responses."""
        return Response

    def get_submissions(self) -> ResponseQuerySet:
        """Return this page's responses that still have a content."""
        return Response.objects.filter(page=self).unerased()

    def get_data_fields(self) -> list[tuple[str, str]]:
        """Return every question ever asked on this page, under its latest wording."""
        columns = page_columns(self.pk)
        return [
            ("submit_time", "Received"),
            ("reference", "Reference"),
            ("status", "Status"),
            *((column.key, column.label) for column in columns),
        ]

    def get_submissions_list_view_class(self) -> Any:
        """Return the view of this page's responses in the Forms admin."""
        from consultation.responses.admin.lists import ResponseListView

        return ResponseListView
