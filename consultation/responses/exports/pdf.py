"""Responses as a PDF to read and print, tagged for screen readers."""

import json
import re
from dataclasses import replace
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
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
    """Return the responses with their answers, or raise a `ValidationError`."""
    left_out = [] if selection.personal else personal_columns(selection.page_pk)
    hidden = {(page, source.key) for each in left_out for page, source in each.sources.items()}
    characters = 0
    found: list[dict[str, Any]] = []
    responses = selection.queryset.select_related("form_version").defer("search_text")
    # Large answers are not all fetched at once only to find that there are too many.
    for response in responses.iterator(chunk_size=10):
        version = response.form_version
        answers = [
            replace(answer, text=_UNPRINTABLE.sub("\ufffd", _LINE_END.sub("\n", answer.text)))
            for answer in read_answers(version.definition, response.form_data)
            if answer.text
            # An answer without a question may be personal.
            and (selection.personal or answer.question.key in version.questions)
            and (response.page_pk, answer.question.key) not in hidden
        ]
        found.append({"response": response, "answers": answers})
        characters += sum(len(answer.text) for answer in answers)
        if len(found) > MOST_RESPONSES:
            raise ValidationError(
                _(
                    "A PDF can hold up to %(limit)d responses. Filter the list, or choose another "
                    "format."
                )
                % {"limit": MOST_RESPONSES}
            )
        if characters > MOST_CHARACTERS:
            raise ValidationError(
                _(
                    "These responses are too long for one PDF, which can hold up to %(limit)s "
                    "letters. Filter the list, or choose another format."
                )
                % {"limit": number_format(MOST_CHARACTERS, force_grouping=True)}
            )
    return found


def _page_numbers() -> str:
    """Return the style that numbers the pages."""
    counters = {"{number}": "counter(page)", "{total}": "counter(pages)"}
    # Translators: at the foot of the pages of a PDF.
    parts = re.split("({number}|{total})", _("Page {number} of {total}"))
    content = " ".join(
        counters.get(part) or json.dumps(part, ensure_ascii=False) for part in parts if part
    )
    return f"@page {{ @bottom-right {{ content: {content}; }} }}"


def make_pdf(selection: Selection) -> bytes:
    """Return a tagged PDF of responses, or raise a `ValidationError`."""
    with database_snapshot():
        made_at = timezone.now()
        found = _read(selection)
        pages = name_pages(each["response"] for each in found)
    for each in found:
        each["page"] = pages[each["response"].pk]
    context = {"selection": selection, "responses": found, "made_at": made_at}
    html = render_to_string("responses/pdf/responses.html", context)
    try:
        # Not at the top: only a PDF needs Pango, and the portal runs without it.
        import weasyprint
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise ValidationError(
            _(
                "A PDF needs Pango, which is not installed on the server (on Debian: apt-get "
                "install libpangoft2-1.0-0 fonts-dejavu-core)."
            )
        ) from error
    # WeasyPrint changes this for the whole process, in which damaged uploads must be refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Nothing is fetched: everything that the PDF needs is in its HTML.
    nothing = URLFetcher(allowed_protocols=())
    styles = [
        weasyprint.CSS(finders.find("css/responses-pdf.css"), url_fetcher=nothing),
        weasyprint.CSS(string=_page_numbers(), url_fetcher=nothing),
    ]
    document = weasyprint.HTML(string=html, url_fetcher=nothing)
    # The variant is the international standard for accessible PDFs.
    pdf: bytes = document.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1")
    return pdf
