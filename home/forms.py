"""Fields of the public forms that search."""

from typing import Any

from django import forms


class SearchField(forms.CharField):
    """Words to search for."""

    def to_python(self, value: Any) -> str:
        # In SQLite's search, a quotation mark opens a phrase, and one alone is an error.
        return str(super().to_python((value or "").replace('"', " ")))
