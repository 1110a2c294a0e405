"""What is special to responses: checking what the columns become, and undoing an import."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from consultation.common.errors import UserFacingError
from consultation.importing.admin.forms import MappingForm
from consultation.importing.admin.importers import COLUMNS, MAPPING, SHEET, SHEETS, destination_of
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
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping
from consultation.importing.responses.services import undo_import
from consultation.importing.responses.tables import ResponseImportError


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
            raise ResponseImportError(gettext("There is nothing to decide about these columns."))
        mapping = Mapping.model_validate(options.get(MAPPING) or report[MAPPING])
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

    page_title = _("Undo an import")
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
            text = gettext("The import of %(file)s was undone.")
            messages.success(request, text % {"file": self.done.file_name})
        return redirect(START)
