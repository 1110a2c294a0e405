from django.http import HttpRequest

from consultation.responses.ids import read_id


def selected_ids(request: HttpRequest) -> list[int]:
    """Return the ids of the responses that were ticked in a list."""
    given = map(read_id, request.GET.getlist("selected-submissions"))
    return [pk for pk in given if pk is not None]
