"""Responses as a PDF to read and to print, tagged for those who have it read to them."""

import re
from dataclasses import replace
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from PIL import ImageFile

from consultation.common.page_names import name_pages
from consultation.common.streams import database_snapshot
from consultation.responses.definitions import read_answers
from consultation.responses.exports.columns import personal_columns
from consultation.responses.exports.table import Selection

# The layout of a page takes time and memory: this much takes about ten seconds and 200 MB.
MOST_RESPONSES = 200
MOST_CHARACTERS = 1_000_000

# Line ends of other kinds, and characters that no font can show.
_LINE_END = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def _read(selection: Selection) -> list[dict[str, Any]]:
    """Return the responses with what was answered, or raise a `ValidationError`."""
    left_out = [] if selection.personal else personal_columns(selection.page_pk)
    hidden = {(page, source.key) for each in left_out for page, source in each.sources.items()}
    characters = 0
    found: list[dict[str, Any]] = []
    responses = selection.queryset.select_related("form_version").defer("search_text")
    # Large answers are not fetched all at once only to find that they are too many.
    for response in responses.iterator(chunk_size=10):
        version = response.form_version
        answers = [
            replace(answer, text=_UNPRINTABLE.sub("\ufffd", _LINE_END.sub("\n", answer.text)))
            for answer in read_answers(version.definition, response.form_data)
            if answer.text
            # What nobody asked for may be personal.
            and (selection.personal or answer.question.key in version.questions)
            and (response.page_pk, answer.question.key) not in hidden
        ]
        found.append({"response": response, "answers": answers})
        characters += sum(len(answer.text) for answer in answers)
        if len(found) > MOST_RESPONSES:
            raise ValidationError(
                f"A PDF holds {MOST_RESPONSES} responses at most. Narrow the list down, or choose "
                "another format."
            )
        if characters > MOST_CHARACTERS:
            raise ValidationError(
                f"These responses are too long for one PDF, which holds {MOST_CHARACTERS:,} "
                "letters at most. Narrow the list down, or choose another format."
            )
    return found


def make_pdf(selection: Selection) -> bytes:
    """Return a tagged PDF of responses, or raise a `ValidationError` where that is not possible."""
    with database_snapshot():
        made_at = timezone.now()
        found = _read(selection)
        pages = name_pages(each["response"] for each in found)
    for each in found:
        each["page"] = pages[each["response"].pk]
    context = {"selection": selection, "responses": found, "made_at": made_at}
    html = render_to_string("responses/pdf/responses.html", context)
    try:
        # Here and not above: the portal runs without Pango, and only a PDF needs it.
        import weasyprint
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise ValidationError(
            "A PDF needs Pango, which is not installed on the server (on Debian: apt-get install "
            "libpangoft2-1.0-0 fonts-dejavu-core)."
        ) from error
    # WeasyPrint has changed that for the whole process, where damaged uploads must be refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Everything that a PDF needs is in its text.
    nothing = URLFetcher(allowed_protocols=())
    style = weasyprint.CSS(finders.find("css/responses-pdf.css"), url_fetcher=nothing)
    document = weasyprint.HTML(string=html, url_fetcher=nothing)
    # The variant is the international rules for a PDF that everybody can read.
    pdf: bytes = document.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1")
    return pdf
