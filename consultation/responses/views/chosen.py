from django.http import HttpRequest

# Digits of an id; SQLite stumbles over longer numbers.
LONGEST_ID = 18


def selected_ids(request: HttpRequest) -> list[int]:
    """Return the ids of the responses that were ticked in a list."""
    given = request.GET.getlist("selected-submissions")
    return [int(pk) for pk in given if pk.isdecimal() and len(pk) <= LONGEST_ID]
