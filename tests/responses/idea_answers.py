"""Ideas, a page that asks about them, and answers to it."""

from typing import Any

from django.test import Client
from wagtail.models import Page

from consultation.responses.models import Response
from ideas.models import Area, Idea, Theme
from tests.factories import SectionPageFactory, answer, feedback_form, question, the_set
from tests.factories.answers import STANDARD_ANSWERS

SCALES = [
    {"label": "Usefulness", "low_label": "Not useful", "high_label": "Very useful", "points": 5}
]


def make_ideas(number: int = 2) -> list[Idea]:
    """Return published ideas of one theme."""
    area = Area.objects.create(name="Careers", idea_set=the_set())
    theme = Theme.objects.create(area=area, title="Ways in", short_title="Ways in")
    return [
        Idea.objects.create(theme=theme, lead="Try", statement=f"thing number {each}")
        for each in range(1, number + 1)
    ]


def page_asking(*kinds: str, parent: Page | None = None, **fields: Any) -> Page:
    """Return a page with questions about ideas of these kinds, and the role.

    Args:
        parent: its consultation, by default a new one.
    """
    values: dict[str, dict[str, Any]] = {
        "idea_scoring": {"subject": "ideas", "scales": SCALES},
        "idea_judgement": {"comments": True},
        "idea_picks": {"at_most": 1},
    }
    questions = [
        question(kind, kind.removeprefix("idea_"), **(values[kind] | fields)) for kind in kinds
    ]
    return SectionPageFactory(
        **({"parent": parent} if parent else {}),
        blocks=[
            feedback_form(
                *questions,
                question("short_text", "summary"),
                question("role", "role"),
            )
        ],
    )


def answer_about(client: Client, page: Page, **data: Any) -> Response:
    """Answer a page's form with the usual answers and these."""
    return answer(client, page, **(STANDARD_ANSWERS | data))
