"""Everything about one email address, in whatever consultation it was given."""

from collections.abc import Iterator
from dataclasses import dataclass

from consultation.common.page_names import PageName, name_pages
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
