"""An HTML form of a hand-written page becomes a feedback form block."""

from .elsewhere import report_forms_elsewhere
from .found import FoundForm, Lists
from .joining import join_forms
from .lists import settle_lists
from .reading import read_form

__all__ = [
    "FoundForm",
    "Lists",
    "join_forms",
    "read_form",
    "report_forms_elsewhere",
    "settle_lists",
]
