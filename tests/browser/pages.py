"""A page with every block an editor can choose and every type of question."""

import json
from typing import Any

import wagtail_factories
from wagtail.models import Page
from wagtail_footnotes.models import Footnote

from consultation.pages.blocks import ContentBlock
from consultation.pages.models import SectionPage
from tests.factories import SectionPageFactory, feedback_form, question
from tests.factories.ideas import idea_tree

FOOTNOTE = "7c0d3bb4-0d9f-4f0a-9c55-0b6f0f4f5a10"

QUESTIONS = [
    question("reflection", "reflection", "Reflection on our thinking"),
    question("short_text", "summary", "Brief summary", required=True, minimum_characters=5),
    question(
        "long_text", "story", "Your story", limit=50, limit_unit="words", help_text="Briefly."
    ),
    question("long_text", "details", "Details"),
    question("single_choice", "colour", "A colour", required=True, options=["Red", "Green"]),
    question("single_choice", "size", "A size", options=["Small", "Large"], display="select"),
    question("several_choices", "help", "What would help?", options=["Training", "Tools", "Time"]),
    question(
        "rating",
        "useful",
        "How useful is it?",
        points=5,
        low_label="Not useful",
        high_label="Very useful",
    ),
    question("number", "people", "How many people?", minimum=1, maximum=100, whole=True),
    question("date", "day", "Since when?", help_text="The first day."),
    question("role", "role", "Your role", required=True),
    question("email", "email", "Your email", help_text="For follow-up only."),
    question("consent", "consent", "You may quote me", required=True),
]


def _raw(value: Any) -> Any:
    """Return a preview as a page stores it, with lazy words as text."""
    return json.loads(json.dumps(value, default=lambda each: getattr(each, "source", str(each))))


def every_block() -> list[dict[str, Any]]:
    """Return raw data of one block of each kind, the form with every question last.

    Those that are not written out here are what the editor shows as their preview.
    """
    picture = wagtail_factories.ImageFactory(title="A picture")
    document = wagtail_factories.DocumentFactory(title="The full report")
    values: dict[str, Any] = {
        kind: _raw(block.meta.preview_value)
        for kind, block in ContentBlock().child_blocks.items()
        if kind != "feedback_form"
    }
    values["rich_text"] = (
        '<p>Words with a <b>bold</b> one, <a href="https://example.org/">a site elsewhere</a> '
        f'and a note<footnote id="{FOOTNOTE}">[7c0d3b]</footnote>.</p>'
        "<ul><li>One</li><li>Two</li></ul>"
    )
    values["image"] = {
        "image": {"image": picture.pk, "decorative": False, "alt_text": "A plain square"},
        "caption": "A square",
    }
    values["document"] = {"document": document.pk, "title": "", "description": "All in one."}
    values["feedback_form"] = feedback_form(*QUESTIONS, *_other_questions())["value"]
    smaller = {"type": "heading", "value": {"text": "A smaller heading", "level": "h3"}}
    heading, *others = ({"type": kind, "value": value} for kind, value in values.items())
    return [heading, smaller, *others]


def _other_questions() -> list[dict[str, Any]]:
    """Return one question of each type that is not among QUESTIONS, newer types above all."""
    form = ContentBlock().child_blocks["feedback_form"]
    asked = {each["type"] for each in QUESTIONS}
    return [
        question(kind, f"other_{kind}", **block.meta.preview_value)
        for kind, block in form.child_blocks["questions"].child_blocks.items()
        if kind not in asked
    ]


def page_with_everything(**fields: Any) -> SectionPage:
    """Return a published page with every block, question and a footnote."""
    idea_tree(areas=2, themes=1, ideas=2)
    page: SectionPage = SectionPageFactory(summary="All there is.", blocks=every_block(), **fields)
    page.footnotes.add(Footnote(uuid=FOOTNOTE, text="<p>The note.</p>", locale=page.locale))
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def surround(page: Page) -> None:
    """Give a page a sister before and after it, and a page below."""
    before = SectionPageFactory(parent=page.get_parent(), title="A page before")
    before.move(Page.objects.get(pk=page.pk), pos="left")
    SectionPageFactory(parent=page.get_parent(), title="A page after")
    page.refresh_from_db()
    SectionPageFactory(parent=page, title="A page below")
