"""Examples of what blocks look like, for the list that editors choose them from."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import RichText


class Paragraph(RichText):
    """Rich text of one paragraph, in the language of the editor who looks at it."""

    def __init__(self, words: Any) -> None:
        self._words = words

    @property
    def source(self) -> str:
        return f"<p>{self._words}</p>"


SENT_TWICE = _("Sent twice")

RICH_TEXT = Paragraph(
    _("The library will be open <b>every day</b>. Tell us which hours would suit you.")
)
QUOTE = {
    "quote": _("The park is where neighbours meet."),
    "attribution": _("A local resident"),
}
CALLOUT = {
    "kind": "important",
    "title": _("Nothing has been decided"),
    "text": Paragraph(_("These are proposals. Tell us what you think of them.")),
}
DETAILS = {
    "items": [
        {
            "summary": _("Which bus routes would change?"),
            "text": Paragraph(_("Routes 4 and 12.")),
        }
    ]
}
TABLE = {
    "caption": _("Answers by month"),
    "row_headers": True,
    "table": {
        "columns": [
            {"type": "text", "heading": _("Month")},
            {"type": "numeric", "heading": _("Answers")},
        ],
        "rows": [{"values": [_("October"), 42]}, {"values": [_("November"), 57]}],
        "caption": "",
    },
}
CYCLE = {
    "title": _("From question to change"),
    "steps": [
        {"title": _("We ask")},
        {"title": _("We decide")},
        {"title": _("We report back")},
    ],
}
DOCUMENT = {
    "document": None,
    "title": _("The full report"),
    "description": _("All chapters and appendices in one file."),
}
EMBED = {
    "title": _("The new park in three minutes"),
    "url": "https://video.example.org/three-minutes",
    "description": _("A short video."),
    "transcript": Paragraph(_("This is where the park will be.")),
}
OUTCOME = {
    "subject": _("Library opening hours"),
    "asked": Paragraph(_("We asked whether the library should open on Sundays.")),
    "ideas": [],
    "said": Paragraph(_("Most people said yes, if it opens in the evening too.")),
    "figures": [],
    "other_figures": [
        {"number": _("7 of 9"), "words": _("groups agreed"), "source": _("An example")}
    ],
    "quotes": [
        {
            "answer": None,
            "quote": _("I work all week. I would come on a Sunday."),
            "said_at": _("An invented meeting"),
            "checked": True,
            "who": _("A local resident"),
        }
    ],
    "did": Paragraph(_("The library now opens on Sundays from 10am to 4pm.")),
    "status": "done",
}
LEDGER_FIGURES = {
    "title": _("Every response accounted for"),
    "by_page": True,
    "running": True,
    "reasons": [SENT_TWICE],
}
