"""A sheet on its way from the screen that shows what it would change to the yes to that.

It travels in the form itself, sealed: no server has to remember it, and nobody
can say yes to another sheet than the one that was shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing

from ideas.sheets.files import SheetRow

# Whoever looked at it longer ago looks again.
SECONDS = 60 * 60
_SALT = "ideas.sheets"


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody was shown.

    Args:
        rows: the sheet.
        replace_newer: whether it may replace drafts that are newer.
        digest: of the plan.
    """

    rows: Sequence[SheetRow]
    replace_newer: bool
    digest: str


def seal(shown: Shown, user_id: int) -> str:
    """Return what was shown to a user as a text that nobody can change unnoticed."""
    columns = list(shown.rows[0].cells) if shown.rows else []
    return signing.dumps(
        {
            "user": user_id,
            "columns": columns,
            "rows": [[row.number, *(row.cells[name] for name in columns)] for row in shown.rows],
            "replace": shown.replace_newer,
            "digest": shown.digest,
        },
        salt=_SALT,
        compress=True,
    )


def unseal(text: str, user_id: int) -> Shown | None:
    """Return what was shown to a user; None for anything else, or if it was too long ago."""
    try:
        told = signing.loads(text, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    if told["user"] != user_id:
        return None
    rows = [
        SheetRow(number, dict(zip(told["columns"], cells, strict=True)))
        for number, *cells in told["rows"]
    ]
    return Shown(rows, told["replace"], told["digest"])
