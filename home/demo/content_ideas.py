"""The words of the demonstration's appendices, and of the pages on which ideas are judged."""

from typing import Any

from consultation.feedback.blocks.form import PAGE_FEEDBACK_QUESTIONS
from consultation.feedback.blocks.ideas import LIKELIHOOD, USEFULNESS
from home.demo.content import Block

APPENDICES_BODY: list[Block] = [
    ("rich_text", "<p>Background for those who want to look closer.</p>"),
]

WORDS_BODY: list[Block] = [
    (
        "rich_text",
        "<ul><li><b>Area</b>: one of six fields in which a centre could act.</li>"
        "<li><b>Theme</b>: a subject within an area.</li>"
        "<li><b>Idea</b>: one thing that a centre could do, put forward for you to judge.</li>"
        "<li><b>Outcome</b>: what was done about what people said.</li></ul>",
    ),
]

AREAS_BODY: list[Block] = [
    (
        "rich_text",
        "<p>We asked in each area what holds people back today, and what a small shared team "
        "could do about it within two years. Each theme has a page of its own.</p>",
    ),
    ("area_table", {"title": "Where to find each theme"}),
    (
        "quote",
        {
            "quote": "Show me a tool that three councils use already, and I will try it tomorrow.",
            "attribution": "An invented data lead, for this demonstration",
            "source": "",
        },
    ),
]

THEME_FORM: dict[str, Any] = {
    "heading": "What do you think of these ideas?",
    "introduction": "<p>Say which of them you mean. We want to know above all whether they are "
    "true and useful.</p>",
    "button_text": "Submit feedback",
    "thank_you": "<p>Thank you. We have received your feedback and will read it.</p>",
}


def theme_questions(theme_id: int) -> list[dict[str, Any]]:
    """Return the questions of a theme's page: a judgement of its ideas, then the usual ones."""
    judgement = {
        "type": "idea_judgement",
        "value": {
            "key": "ideas",
            "label": "How do you judge these ideas?",
            "help_text": "Skip whatever you have no opinion on.",
            "theme": theme_id,
            "comments": True,
        },
    }
    return [judgement, *PAGE_FEEDBACK_QUESTIONS]


WHOLE: dict[str, Any] = {
    "title": "Your view of the whole",
    "slug": "your-view-of-the-whole",
    "summary": "Score all thirty-six ideas, or only those you care about.",
}

WHOLE_BODY: list[Block] = [
    (
        "rich_text",
        "<p>Every idea can be skipped. If you want to know more about one, begin with {areas}.</p>",
    ),
    (
        "feedback_form",
        {
            "heading": "Score the ideas",
            "introduction": "<p>Ten minutes for all of them, two for those of one area.</p>",
            "questions": [
                {
                    "type": "idea_scoring",
                    "value": {
                        "key": "scores",
                        "label": "How do you score each idea?",
                        "help_text": "From 1 to 5. Leave at “Skip” what you have no view of.",
                        "subject": "ideas",
                        "scales": [USEFULNESS, LIKELIHOOD],
                    },
                },
                {
                    "type": "idea_picks",
                    "value": {
                        "key": "picks",
                        "label": "Which ideas should be explored further?",
                        "help_text": "Up to five.",
                        "at_most": 5,
                    },
                },
                *PAGE_FEEDBACK_QUESTIONS,
            ],
            "button_text": "Submit your view",
            "thank_you": "<p>Thank you. We have received your view and will read it.</p>",
        },
    ),
]

RESULTS: dict[str, Any] = {
    "title": "What others said so far",
    "slug": "what-others-said-so-far",
    "summary": "Figures for each idea. These answers were made up for the demonstration.",
}

RESULTS_BODY: list[Block] = [
    (
        "rich_text",
        "<p>Open an idea to see how it was scored and judged. The results by role of each theme "
        "have a page of their own, which says how it protects people’s privacy.</p>",
    ),
    ("idea_results", {"title": "", "by_role": True}),
]
