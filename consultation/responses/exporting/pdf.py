"""Responses as a PDF to read and to print, tagged for those who have it read to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone

from consultation.common.page_names import PageName, name_pages
from consultation.responses.answers import Answer, read_answers
from consultation.responses.exporting.columns import asked_on
from consultation.responses.exporting.personal import personal_keys
from consultation.responses.exporting.selection import Selection
from consultation.responses.exporting.snapshot import snapshot
from consultation.responses.models import Response

# The layout of a page takes time and memory: this much takes about ten seconds and 200 MB.
MOST_RESPONSES = 200
MOST_SIGNS = 1_000_000
# Large answers are not fetched all at once only to find that they are too many.
CHUNK = 10

# The International Organization for Standardization's rules for PDF that everybody can read.
VARIANT = "pdf/ua-1"


# Line ends of other kinds, and signs that no font can show.
_LINE_END = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_NO_SIGN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def shown_text(text: str) -> str:
    """Return a text as it can be shown on paper: with a sign in the place of what has none."""
    return _NO_SIGN.sub("\ufffd", _LINE_END.sub("\n", text))


class NoPdf(Exception):
    """There can be no PDF; the message says why, as a sentence."""


@dataclass(frozen=True, slots=True)
class ReadResponse:
    """A response as it is read: its facts, and its answers without those left open."""

    response: Response
    page: PageName
    answers: list[Answer]


def _refuse(url: str, *args: Any, **kwargs: Any) -> Any:
    """Fetch nothing: everything a PDF needs is in its text."""
    raise ValueError(f"Nothing is fetched for a PDF, not {url} either.")


def _read(selection: Selection, *, personal: bool) -> Iterator[tuple[Response, list[Answer]]]:
    """Yield the responses with their answers.

    Raises:
        NoPdf: they are too many, or too long.
    """
    hidden = frozenset() if personal else personal_keys(asked_on(selection.page_key))
    signs = 0
    responses = selection.queryset.select_related("form_version").defer("search_text")
    for number, response in enumerate(responses.iterator(chunk_size=CHUNK), 1):
        definition = response.form_version.definition
        asked = definition.by_key()
        answers = [
            replace(answer, text=shown_text(answer.text))
            for answer in read_answers(definition, response.form_data)
            if answer.text
            # What nobody asked for may be personal.
            and (personal or answer.question.key in asked)
            and (response.page_key, answer.question.key) not in hidden
        ]
        signs += sum(len(answer.text) for answer in answers)
        if number > MOST_RESPONSES:
            raise NoPdf(
                f"A PDF holds {MOST_RESPONSES} responses at most. Narrow the list down, or choose "
                "another format."
            )
        if signs > MOST_SIGNS:
            raise NoPdf(
                f"These responses are too long for one PDF, which holds {MOST_SIGNS:,} letters at "
                "most. Narrow the list down, or choose another format."
            )
        yield response, answers


def make_pdf(selection: Selection, *, personal: bool, made_by: str) -> bytes:
    """Return a tagged PDF of responses.

    Args:
        selection: which responses.
        personal: whether personal data are part of it.
        made_by: user name of whoever makes it.

    Raises:
        NoPdf: they are too many or too long, or Pango is not installed.
    """
    with snapshot():
        made_at = timezone.now()
        read = list(_read(selection, personal=personal))
        pages = name_pages(response for response, _ in read)
    responses = [ReadResponse(response, pages[response.pk], answers) for response, answers in read]
    html = render_to_string(
        "responses/pdf/responses.html",
        _context(selection, responses, made_at, personal=personal, made_by=made_by),
    )
    return _laid_out(html)


def _context(
    selection: Selection,
    responses: list[ReadResponse],
    made_at: datetime,
    *,
    personal: bool,
    made_by: str,
) -> dict[str, Any]:
    searched = ["those found by a search"] if selection.search and not personal else []
    return {
        "title": selection.title,
        "responses": responses,
        "number": len(responses),
        "conditions": selection.conditions if personal else [*selection.words, *searched],
        "made_at": made_at,
        "made_by": made_by,
        "personal": personal,
    }


def _laid_out(html: str) -> bytes:
    try:
        # Here and not above: the portal runs without Pango, and only a PDF needs it.
        import weasyprint
    except OSError as error:
        raise NoPdf(
            "A PDF needs Pango, which is not installed on the server (on Debian: apt-get install "
            "libpangoft2-1.0-0 fonts-dejavu-core)."
        ) from error
    style = finders.find("css/responses-pdf.css")
    document = weasyprint.HTML(string=html, url_fetcher=_refuse)
    pdf: bytes = document.write_pdf(
        stylesheets=[weasyprint.CSS(filename=style, url_fetcher=_refuse)], pdf_variant=VARIANT
    )
    return pdf
