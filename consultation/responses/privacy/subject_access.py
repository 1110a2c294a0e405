"""What one person sent: found by email address, and written into a file for that person."""

import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any, NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone

from consultation.common.page_names import PageName, name_pages
from consultation.responses.definitions import QuestionType, read_answers
from consultation.responses.models import PublishedAnswer, Response
from consultation.responses.querysets import holding

MOST = 1000


class Match(NamedTuple):
    """A response in which an address stands, and the page that it was sent from.

    `given` says whether it was given as the respondent's own; else it is mentioned in a text.
    """

    response: Response
    page: PageName
    given: bool


def find_by_email(address: str) -> list[Match]:
    """Return the responses that hold an address, as their own or in a text, the newest first.

    Capitals make no difference. At most `MOST` are looked at, whatever their consultation.
    """
    wanted = address.strip().casefold()
    found = (
        Response.objects.unerased()
        .filter(holding(wanted))
        .select_related("form_version", "page", "withdrawn_consent")
        .prefetch_related("scans", "published_answers")
        .order_by("-submit_time", "-pk")
    )
    responses = list(found[:MOST])
    pages = name_pages(responses)
    return [Match(each, pages[each.pk], _is_own(each, wanted)) for each in responses]


def _is_own(response: Response, address: str) -> bool:
    return any(
        str(response.form_data.get(question.key, "")).strip().casefold() == address
        for question in response.form_version.definition.questions
        if question.type == QuestionType.EMAIL
    )


def _local(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _published_record(published: PublishedAnswer) -> dict[str, str]:
    return {
        "question": published.question,
        "words": published.text,
        "who": published.who,
        "state": published.get_state_display(),
        "confirmed": _local(published.confirmed_at),
        "withdrawn": _local(published.withdrawn_at),
    }


def _record(response: Response, page: PageName) -> dict[str, Any]:
    return {
        "reference": response.reference_text,
        "received": _local(response.submit_time),
        "consultation": page.consultation,
        "page": page.title,
        "page_id": page.page_id,
        "came_by": response.get_source_display(),
        "status": response.get_status_display(),
        "answers": [
            {"question": answer.question.label, "answer": answer.text}
            for answer in read_answers(response.form_version.definition, response.form_data)
            if answer.text
        ],
        "published": [_published_record(each) for each in response.published_answers.all()],
        "scans": [scan.name for scan in response.scans.all()],
    }


def export_subject_data(target: IO[bytes], responses: Sequence[Response]) -> None:
    """Write all that a person sent as a ZIP archive into an open file.

    It holds responses.txt for reading, responses.json for programs, and the scans.
    """
    pages = name_pages(responses)
    records = [_record(response, pages[response.pk]) for response in responses]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        text = render_to_string("responses/export/person.txt", {"records": records})
        archive.writestr("responses.txt", text)
        archive.writestr("responses.json", json.dumps(records, ensure_ascii=False, indent=2))
        for response in responses:
            for number, scan in enumerate(response.scans.all(), start=1):
                # The name came with an upload: only its end is of use, and only if it is plain.
                ending = scan.file.name.rpartition(".")[2]
                name = f"scans/{response.reference_text}-{number}.{ending}"
                with scan.file.open("rb") as file, archive.open(name, "w") as copy:
                    for chunk in file.chunks():
                        copy.write(chunk)
