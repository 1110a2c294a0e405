"""Blocks that our own archives hold word for word, between marks in the Markdown."""

import secrets

from consultation.importing.report import Report
from consultation.importing.source import SourcePage

from .drafts import RawBlock


def put_marks(text: str, source: SourcePage, report: Report) -> tuple[str, dict[str, RawBlock]]:
    """Return a text with a place for each marked block, and the blocks by the names of the places.

    A place is `<div data-portal-block="…"></div>`, with a name that no stranger can foresee.
    """
    return text, {}


def place_for(name: str) -> str:
    """Return the Markdown that stands for a marked block."""
    return f'\n\n<div data-portal-block="{name}"></div>\n\n'


def new_name() -> str:
    """Return the name of a place."""
    return secrets.token_hex(16)
