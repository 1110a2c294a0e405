"""What is special to responses: checking what the columns become, and undoing an import."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from consultation.common.errors import UserFacingError
from consultation.importing.admin.response_importer import (
    COLUMNS,
    MAPPING,
    SHEET,
    SHEETS,
    destination_of,
)
from consultation.importing.admin.services import request_preview
from consultation.importing.admin.views import (
    CHECK,
    DECIDED_ALREADY,
    START,
    ImportingView,
    UploadScreen,
)
from consultation.importing.models import Kind, ResponseImport, State
from consultation.importing.permissions import can_import, undoable_imports
from consultation.importing.responses.dates import DateOrder
from consultation.importing.responses.destination import Destination, PageMatcher
from consultation.importing.responses.mapping import NEW_QUESTIONS, UNIQUE, Column, Mapping, Use
from consultation.importing.responses.rows import check_mapping
from consultation.importing.responses.services import undo_import
from consultation.importing.responses.tables import ResponseImportError

PERSONAL, AS_SUGGESTED = " personal", "as suggested"


def _choices(destination: Destination) -> list[tuple[str, Any]]:
    """Return what a column may become."""
    asked: dict[str, str] = {}
    for question in destination.questions:
        label = f"{question.label}, personal data" if question.is_personal else question.label
        asked.setdefault(f"{Use.QUESTION} {question.key}", label)
    new = [(str(use), use.label) for use in NEW_QUESTIONS if use != Use.EMAIL]
    new += [(f"{use}{PERSONAL}", f"{use.label}, personal data") for use in NEW_QUESTIONS]
    return [
        (str(Use.IGNORE), Use.IGNORE.label),
        ("About the response", [(str(use), use.label) for use in UNIQUE]),
        (Use.QUESTION.label, [*asked.items()]),
        ("A new question", new),
    ]


def _choice(column: Column) -> str:
    """Return which of the choices a column is; what is none of them stays as it was suggested."""
    if column.option or column.row:
        return AS_SUGGESTED
    is_personal = column.becomes == Use.EMAIL or (
        column.personal and column.becomes in NEW_QUESTIONS
    )
    return f"{column.becomes} {column.key}".strip() + (PERSONAL if is_personal else "")


def _decide(column: Column, choice: str) -> Column:
    """Return a column as a person has chosen."""
    if choice == _choice(column):
        return column
    plain, key = choice.removesuffix(PERSONAL), choice.removeprefix(f"{Use.QUESTION} ")
    if key != choice:
        return Column(heading=column.heading, becomes=Use.QUESTION, key=key)
    return Column(heading=column.heading, becomes=Use(plain), personal=plain != choice)


class MappingForm(forms.Form):
    """A choice for each column, and what else a spreadsheet does not say by itself.

    Args:
        mapping: what was suggested, or decided before.
        facts: what each column holds.
    """

    received = forms.DateField(
        required=False,
        label="When the responses came",
        help_text="Only if no column says it, for example 2025-04-03.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(
        self,
        *args: Any,
        mapping: Mapping,
        destination: Destination,
        facts: list[dict[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mapping, self.destination, self.facts = mapping, destination, facts
        choices = _choices(destination)
        for place, column in enumerate(mapping.columns):
            question = destination.find(column.key, column.heading)
            own = [(AS_SUGGESTED, column.describe(question))]
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column.heading,
                choices=[*own, *choices] if _choice(column) == AS_SUGGESTED else choices,
                initial=_choice(column),
            )
            if facts[place]["doubtful"]:
                self.fields[f"dates-{place}"] = forms.ChoiceField(
                    label="Dates that can be read in two ways",
                    choices=DateOrder.choices,
                    initial=column.dates,
                )
        pages = [(pk, f"{page.title} (page {pk})") for pk, page in destination.pages.items()]
        matcher = PageMatcher(destination, mapping.pages)
        for place, text in enumerate(mapping.pages):
            self.fields[f"page-{place}"] = forms.ChoiceField(
                label=text,
                choices=[("", "None: reject these rows"), *pages],
                required=False,
                initial=matcher.find(text) or "",
            )
        self.fields["received"].initial = mapping.received

    def columns(self) -> Iterator[dict[str, Any]]:
        """Yield what is shown of each column."""
        for place, column in enumerate(self.mapping.columns):
            names = [f"column-{place}", f"dates-{place}"]
            fields = [self[name] for name in names if name in self.fields]
            yield {"fields": fields, "column": column, "facts": self.facts[place]}

    def pages(self) -> list[forms.BoundField]:
        """Return the fields for what the page's column says."""
        return [self[name] for name in self.fields if name.startswith("page-")]

    def clean(self) -> dict[str, Any]:
        """Refuse what does not fit the questions."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            headings = [column.heading for column in self.mapping.columns]
            try:
                check_mapping(self.decided(), headings, self.destination)
            except ResponseImportError as error:
                raise ValidationError(str(error)) from error
        return data

    def decided(self) -> Mapping:
        """Return the mapping that a person has decided on."""
        data, columns = self.cleaned_data, []
        for place, column in enumerate(self.mapping.columns):
            decided = _decide(column, data[f"column-{place}"])
            dates = data.get(f"dates-{place}", column.dates)
            columns.append(decided.model_copy(update={"dates": DateOrder(dates)}))
        pages = {text: data[f"page-{place}"] for place, text in enumerate(self.mapping.pages)}
        received = data["received"].isoformat() if data["received"] else ""
        update = {"columns": tuple(columns), "pages": pages, "received": received}
        return self.mapping.model_copy(update=update)


class MappingView(UploadScreen, FormView):
    """Shows what the columns hold, and takes what a user decides about them."""

    step = CHECK
    template_name = "importing/admin/columns.html"
    form_class = MappingForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead back with the reason where there is nothing to decide."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except UserFacingError as error:
            messages.error(request, str(error))
            return redirect("importing:upload", kwargs["key"])

    @cached_property
    def destination(self) -> Destination:
        """What the responses are imported to."""
        return destination_of(self.upload)

    def get_form_kwargs(self) -> dict[str, Any]:
        report, options = self.upload.report, self.upload.options
        if self.upload.state not in (State.MAPPING, State.READY) or not report.get(COLUMNS):
            raise ResponseImportError("There is nothing to decide about these columns now.")
        mapping = Mapping.from_dict(options.get(MAPPING) or report[MAPPING])
        more = {"mapping": mapping, "destination": self.destination, "facts": report[COLUMNS]}
        return super().get_form_kwargs() | more

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have another worksheet read, or the same one as was decided."""
        sheet = request.POST.get("sheet")
        if sheet in self.upload.report.get(SHEETS, ()):
            options = {key: each for key, each in self.upload.options.items() if key != MAPPING}
            return self._preview(options | {SHEET: sheet})
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: MappingForm) -> HttpResponse:
        return self._preview(self.upload.options | {MAPPING: form.decided().to_dict()})

    def _preview(self, options: dict[str, Any]) -> HttpResponse:
        if not request_preview(self.upload, options):
            messages.warning(self.request, DECIDED_ALREADY)
        return redirect("importing:upload", self.upload.key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        report = self.upload.report
        return super().get_context_data(
            destination=self.destination,
            doubts=report.get("doubts", []),
            sheet=form.mapping.sheet,
            sheets=report.get(SHEETS, []),
            **kwargs,
        )


class UndoImportView(ImportingView, TemplateView):
    """Asks whether a whole import is to be undone, and does so."""

    page_title = "Undo an import"
    header_icon = "history"
    template_name = "importing/admin/undo.html"

    def is_allowed(self, user: Any) -> bool:
        return can_import(user, Kind.RESPONSES)

    @cached_property
    def done(self) -> ResponseImport:
        """The import, if it is one that this user may undo."""
        return get_object_or_404(undoable_imports(self.request.user), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(done=self.done, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            undo_import(self.done, request.user)
        except UserFacingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"The import of {self.done.file_name} was undone.")
        return redirect(START)
