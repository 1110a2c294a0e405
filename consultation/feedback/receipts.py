from consultation.common.email_addresses import is_deliverable
from consultation.responses.definitions import QuestionType
from consultation.responses.models import Response, Status


def receipt_address(response: Response) -> str:
    """Return the address that the receipt of a response goes to, or "".

    Nothing is sent for a response in quarantine: a robot must not be able to
    have the portal write to people. Nor is anything sent to an address that few
    mail servers take.
    """
    if response.status == Status.QUARANTINED:
        return ""
    for question in response.form_version.definition.questions:
        address = str(response.form_data.get(question.key) or "")
        if question.type == QuestionType.EMAIL and is_deliverable(address):
            return address
    return ""
