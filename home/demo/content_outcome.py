"""An example of an outcome, kept as a draft: the demonstration has none to tell yet."""

from typing import Any

from django.utils.text import slugify

from consultation.feedback.blocks.ideas import USEFULNESS
from consultation.responses.definitions import QuestionType
from consultation.responses.results.distributions import MEAN, metric_name
from home.demo.content import Block
from ideas.models import Theme

OUTCOME: dict[str, Any] = {
    "title": "What came of it (an example)",
    "slug": "what-came-of-it",
    "summary": (
        "An example for editors, with made-up answers. It is a draft, so that readers do not see "
        "it: make it your own, or delete it."
    ),
}


def outcome_body(theme: Theme) -> list[Block]:
    """Return an example of what is told when a consultation has closed, about one theme."""
    ideas = list(theme.ideas.public()[:2])
    label = str(USEFULNESS["label"])
    mean = metric_name(
        QuestionType.IDEA_SCORING, slugify(label).replace("-", "_")[:60], label, MEAN
    )
    note = "from 1, not useful, to 5, very useful"
    return [
        (
            "callout",
            {
                "kind": "important",
                "title": "This is an example",
                "text": "<p>The figures are those of the demonstration’s made-up answers. "
                "Nobody has said or decided any of this.</p>",
            },
        ),
        (
            "outcome",
            {
                "subject": theme.title,
                "asked": "<p>We asked how useful these ideas would be to the sector.</p>",
                "ideas": [idea.pk for idea in ideas],
                "said": "<p>Say here in a few sentences what people told you, those who "
                "disagreed included.</p>",
                "figures": [{"idea": idea.pk, "measure": mean, "note": note} for idea in ideas],
                "other_figures": [],
                "quotes": [
                    {
                        "quote": "Start small, and tell us when it fails.",
                        "who": "An invented team leader",
                        "answer": None,
                        "said_at": "for this example",
                        "checked": True,
                    }
                ],
                "did": "<p>Say here what you did about it, and what comes next.</p>",
                "status": "under_way",
                "reason": "",
            },
        ),
        (
            "ledger_figures",
            {
                "title": "Every response accounted for",
                "by_page": True,
                "running": True,
                "reasons": [],
            },
        ),
    ]
