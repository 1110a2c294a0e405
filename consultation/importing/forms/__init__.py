"""An HTML form of a hand-written page becomes a feedback form block."""

from .found import FoundForm, Lists
from .lists import settle_lists
from .reading import read_form

__all__ = ["FoundForm", "Lists", "read_form", "settle_lists"]
