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
    _(
        "By working together, people make <b>better tools</b>. "
        "Better tools help services to improve."
    )
)
QUOTE = {
    "quote": _("Tools that we build together are tools that we use."),
    "attribution": _("A local authority data lead"),
}
CALLOUT = {
    "kind": "important",
    "title": _("Ideas, not commitments"),
    "text": Paragraph(_("Nothing here has been decided.")),
}
DETAILS = {
    "items": [
        {
            "summary": _("What is a Centre of Excellence?"),
            "text": Paragraph(_("A shared team.")),
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
    "title": _("A loop that feeds itself"),
    "steps": [
        {"title": _("Better collaboration")},
        {"title": _("Better data tools")},
        {"title": _("Better services for children")},
    ],
}
DOCUMENT = {
    "document": None,
    "title": _("The full report"),
    "description": _("All chapters and appendices in one file."),
}
EMBED = {
    "title": _("The idea in three minutes"),
    "url": "https://video.example.org/three-minutes",
    "description": _("A short video."),
    "transcript": Paragraph(_("We started with one question.")),
}
OUTCOME = {
    "subject": _("Help for small teams"),
    "asked": Paragraph(_("We asked whether small teams would use tools that others have built.")),
    "ideas": [],
    "said": Paragraph(_("Most would, if someone looks after them.")),
    "figures": [],
    "other_figures": [
        {"number": _("7 of 9"), "words": _("small teams would"), "source": _("An example")}
    ],
    "quotes": [
        {
            "answer": None,
            "quote": _("We are three people. We cannot build it, but we would use it."),
            "said_at": _("An invented workshop"),
            "checked": True,
            "who": _("A data lead"),
        }
    ],
    "did": Paragraph(_("Three shared tools now have an owner.")),
    "status": "done",
}
LEDGER_FIGURES = {
    "title": _("Every response accounted for"),
    "by_page": True,
    "running": True,
    "reasons": [SENT_TWICE],
}
