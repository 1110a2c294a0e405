"""Everything about one email address, in whatever consultation it was given."""

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from consultation.common.page_names import PageName, name_pages
from consultation.responses.answers import read_answers
from consultation.responses.definitions import QuestionType
from consultation.responses.models import Response
from consultation.responses.querysets import holding

MOST = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """A response in which an address stands.

    Args:
        response: the response.
        page: the page that it was sent from.
        given: whether it was given as the respondent's own; else it is mentioned in a text.
    """

    response: Response
    page: PageName
    given: bool


def find_by_email(address: str) -> Iterator[Found]:
    """Yield the responses that hold an address, as their own or in a text, the newest first.

    Capitals make no difference. At most `MOST` are looked at.
    """
    wanted = address.strip().casefold()
    if not wanted:
        return
    found = (
        Response.objects.unerased()
        .filter(holding(wanted))
        .select_related("form_version", "page", "withdrawn_consent")
        .prefetch_related("scans", "published_answers")
        .order_by("-submit_time", "-pk")
    )
    responses = list(found[:MOST])
    pages = name_pages(responses)
    for response in responses:
        given = any(
            str(response.form_data.get(question.key, "")).strip().casefold() == wanted
            for question in response.form_version.definition.questions
            if question.type == QuestionType.EMAIL
        )
        yield Found(response, pages[response.pk], given)


def _facts(response: Response, page: PageName) -> dict[str, Any]:
    return {
        "reference": response.reference_text,
        "received": timezone.localtime(response.submit_time).isoformat(timespec="seconds"),
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
        "published": [
            {
                "question": each.question,
                "words": each.text,
                "who": each.who,
                "state": each.get_state_display(),
                **{
                    name: timezone.localtime(moment).isoformat(timespec="seconds")
                    for name, moment in (
                        ("confirmed", each.confirmed_at),
                        ("withdrawn", each.withdrawn_at),
                    )
                    if moment
                },
            }
            for each in response.published_answers.all()
        ],
        "scans": [scan.name for scan in response.scans.all()],
    }


def _as_text(facts: dict[str, Any]) -> str:
    lines = [
        f"Reference: {facts['reference']}",
        f"Received: {facts['received']}",
        f"Consultation: {facts['consultation']}",
        f"Page: {facts['page']} (page {facts['page_id']})",
        f"Came by: {facts['came_by']}",
        f"Status: {facts['status']}",
        "",
    ]
    for answer in facts["answers"]:
        lines += [answer["question"], answer["answer"], ""]
    for each in facts["published"]:
        lines += [f"Published ({each['state']}): {each['question']}", each["words"], ""]
    return "\n".join(lines)


def write_person_file(target: IO[bytes], responses: Sequence[Response]) -> None:
    """Write all that a person sent as a ZIP archive.

    It holds responses.txt for reading, responses.json for programs, and the scans.

    Args:
        target: an open binary file.
        responses: the person's own responses.
    """
    pages = name_pages(responses)
    facts = [_facts(response, pages[response.pk]) for response in responses]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("responses.txt", ("\n" + "-" * 72 + "\n\n").join(map(_as_text, facts)))
        archive.writestr(
            "responses.json",
            json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2),
        )
        for response in responses:
            for number, scan in enumerate(response.scans.all(), start=1):
                # The name came with an upload: only its end is of use, and only if it is plain.
                ending = scan.file.name.rpartition(".")[2]
                with (
                    scan.file.open("rb") as file,
                    archive.open(f"scans/{response.reference_text}-{number}.{ending}", "w") as copy,
                ):
                    for chunk in file.chunks():
                        copy.write(chunk)
