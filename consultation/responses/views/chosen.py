from django.http import HttpRequest

from consultation.common.ids import parse_id


def selected_ids(request: HttpRequest) -> list[int]:
    """Return the ids of the responses that were ticked in a list."""
    given = map(parse_id, request.GET.getlist("selected-submissions"))
    return [pk for pk in given if pk is not None]
