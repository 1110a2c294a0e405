"""Requests that no page of the portal sends: answered with 400 and a sentence, never with 500."""

from collections.abc import Callable, Iterable
from traceback import walk_tb
from typing import Any
from urllib.parse import unquote_plus

from django.core.exceptions import BadRequest, ValidationError
from django.db import DatabaseError, DataError, IntegrityError
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDictKeyError

NUL = "\x00"
# Respondents lose nothing that they typed: what a database cannot hold is replaced.
ANY_TEXT = "respond:submit"
# What turns something that was sent into a value: of a form's field, or of a database's column.
READERS = {"get_prep_value", "value_from_datadict"}

NO_TEXT = "The address or the form contains a character that is not part of any text."
NO_SCREEN = "The address does not say which screen to go back to."
NO_VALUE = "Something in the address or the form is missing or cannot be right."


class MalformedRequestMiddleware:
    """Refuses what is no text, and what only turns out to be no value when it is used.

    One place for all screens, Wagtail's own included.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse NUL, which no database takes, in all but the body."""
        query = unquote_plus(request.META.get("QUERY_STRING", ""))
        if _have_nul([request.path_info, query, *request.COOKIES.values()]):
            raise BadRequest(NO_TEXT)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Refuse NUL in a form, and a way back that leads nowhere."""
        match = request.resolver_match
        if match and match.view_name == ANY_TEXT:
            return
        if _have_nul(_texts(request.POST)):
            raise BadRequest(NO_TEXT)
        # Django takes a text without a slash for the name of a view.
        if any(back and "/" not in back for back in _backs(request)):
            raise BadRequest(NO_SCREEN)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Say that what was sent cannot be right, where that is why a view failed."""
        if _is_about_a_value(exception):
            # With its cause, which goes to the log.
            raise BadRequest(NO_VALUE) from exception


def _texts(parameters: QueryDict) -> Iterable[str]:
    """Return all names and values."""
    for name, values in parameters.lists():
        yield name
        yield from map(str, values)


def _backs(request: HttpRequest) -> Iterable[str]:
    """Return the addresses to go back to."""
    return (*request.GET.getlist("next"), *request.POST.getlist("next"))


def _have_nul(texts: Iterable[str]) -> bool:
    return any(NUL in text for text in texts)


def _is_about_a_value(error: Exception) -> bool:
    """Say whether an error tells that a value cannot be held or read, by a database or a form.

    SQLite raises OverflowError for an id of more than 64 bits, and "datatype mismatch" for
    such an offset.
    """
    if isinstance(error, DataError | OverflowError | MultiValueDictKeyError | ValidationError):
        return True
    if isinstance(error, DatabaseError):
        return isinstance(error, IntegrityError) and str(error) == "datatype mismatch"
    frames = (frame for frame, _ in walk_tb(error.__traceback__))
    return any(frame.f_code.co_name in READERS for frame in frames)
