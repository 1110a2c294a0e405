"""Was mine counted? Answered to whoever has the reference, without a word of the content."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consultation.feedback.forms import PublicForm, widget
from consultation.responses.models import Response
from consultation.responses.references import parse_reference

UNKNOWN = (
    "We have no response with this reference. Check it against your receipt: it has ten letters "
    "and numbers, such as J7HHC-NGKCN"
)
# Content stays in the database: what is not read cannot be shown.
COLUMNS = (
    "reference",
    "submit_time",
    "page_pk",
    "page_title",
    "consultation_pk",
    "status",
    "after_closing",
)


class ReferenceForm(PublicForm):
    """Asks for the reference on a receipt."""

    reference = forms.CharField(
        label="Your reference",
        help_text="It is on your receipt. Capitals, spaces and hyphens do not matter.",
        max_length=100,
        error_messages={"required": "Enter your reference", "max_length": UNKNOWN},
        widget=widget(
            "text",
            forms.TextInput,
            attrs={"class": "govuk-input--width-20", "autocomplete": "off"},
        ),
    )

    def clean_reference(self) -> Response:
        reference = parse_reference(self.cleaned_data["reference"])
        response = Response.objects.filter(reference=reference).only(*COLUMNS).first()
        if response is None:
            raise forms.ValidationError(UNKNOWN)
        return response


@never_cache
@require_safe
def status_check(request: HttpRequest) -> HttpResponse:
    """Say when a response was received, for which page, and whether it is counted.

    A reference is drawn by chance from 141 million million: trying leads nowhere.
    """
    asked = "reference" in request.GET
    form = ReferenceForm(request.GET if asked else None)
    found = form.cleaned_data["reference"] if asked and form.is_valid() else None
    context = {"form": form, "response": found, "page": found.page_name if found else None}
    # The address holds the reference: no page that is read next need know it.
    headers = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
    return TemplateResponse(request, "respond/status_check.html", context, headers=headers)
