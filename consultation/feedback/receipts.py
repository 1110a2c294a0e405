from consultation.responses.definitions import QuestionType
from consultation.responses.models import Response, Status


def receipt_address(response: Response) -> str:
    """Return the address that the receipt of a response goes to, or "".

    Nothing is sent for a response in quarantine: a robot must not be able to
    have the portal write to people.
    """
    if response.status == Status.QUARANTINED:
        return ""
    for question in response.form_version.definition.questions:
        if question.type == QuestionType.EMAIL and response.form_data.get(question.key):
            return str(response.form_data[question.key])
    return ""
