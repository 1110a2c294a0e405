"""Whether the words of a response may be quoted in public.

Whoever asks learns that and nothing else: editors, who cite responses by their
references, may not read them. When answers can be published one by one, with a
person's eye on what is left out, this is the place that has to know of it.
"""

from collections.abc import Iterable

from consultation.responses.definitions import QuestionType
from consultation.responses.models import Response, Status
from consultation.responses.references import parse_reference

UNKNOWN = "There is no response with this reference."
NOT_COUNTED = "This response is not counted at present, so it cannot be quoted."
NOT_ASKED = "The form it was sent from did not ask whether it may be quoted."
NOT_ALLOWED = "Whoever sent this response did not agree to be quoted."


def _refusal(response: Response) -> str:
    if response.status != Status.LISTED:
        return NOT_COUNTED
    consents = [
        question.key
        for question in response.form_version.definition.questions
        if question.type == QuestionType.CONSENT and question.quoting
    ]
    if not consents:
        return NOT_ASKED
    # Who was asked twice has to have agreed twice.
    if not all(response.form_data.get(key) is True for key in consents):
        return NOT_ALLOWED
    return ""


def refusals(references: Iterable[str]) -> dict[str, str]:
    """Return why each response may not be quoted, "" where it may, by one query.

    Args:
        references: as somebody typed or copied them; the answer has the same keys.
    """
    typed = {reference: parse_reference(reference) for reference in references}
    if not typed:
        return {}
    found = (
        Response.objects.filter(reference__in=set(typed.values()))
        .select_related("form_version")
        .only("reference", "status", "form_data", "form_version__definition_data")
    )
    reasons = {response.reference: _refusal(response) for response in found}
    return {reference: reasons.get(plain, UNKNOWN) for reference, plain in typed.items()}
