"""A consultation with one of everything, to be taken out of a portal and brought back."""

import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import wagtail_factories
from wagtail.models import Page, PageViewRestriction
from wagtail_footnotes.models import Footnote

from consultation.importing.archive.export import export_site
from consultation.pages.blocks import ContentBlock
from consultation.pages.models import ConsultationPage, SectionPage
from consultation.responses.models import Response
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    OutcomePageFactory,
    SectionPageFactory,
    ThemeFactory,
    ThemePageFactory,
    feedback_form,
    outcome,
    question,
)
from tests.responses.actions import store

# What Markdown or YAML might take for something else.
AWKWARD = "1. *Not* a _list_ [x](y) `z` # <b> & | \\ {#id} “quoted” ~~~ !!! : ---"
SECRET = "unmistakable@example.org"


def unpacked(consultation: ConsultationPage, folder: Path) -> None:
    """Export a consultation and unpack the archive into a folder."""
    archive = folder.with_name(f"{folder.name}.zip")
    export_site(consultation, archive)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


def link(page: Page, words: str = "there") -> str:
    return f'<a linktype="page" id="{page.pk}">{words}</a>'


def everything() -> ConsultationPage:
    """Return a public consultation with every kind of block and of page."""
    theme = ThemeFactory()
    idea = IdeaFactory(theme=theme, description="<p>At length.</p>")
    consultation = ConsultationPageFactory(
        retention_months=24,
        title="All: of “it”",
        slug="all-of-it",
        roles=[("option", "A role"), ("option", "B: role")],
    )
    section = SectionPageFactory(parent=consultation, title="Texts", slug="texts", summary="Short")
    below = SectionPageFactory(parent=section, title="Below", slug="below")
    theme_page = ThemePageFactory(parent=consultation, theme=theme, title="A theme", slug="theme")
    told = OutcomePageFactory(parent=consultation, title="Outcome", slug="outcome", told="did")
    image = wagtail_factories.ImageFactory(title="A picture")
    document = wagtail_factories.DocumentFactory(
        title="The report", file__filename="report.txt", file__data=b"Long"
    )
    note, other = str(uuid.uuid4()), str(uuid.uuid4())
    section.footnotes = [
        Footnote(uuid=note, text=f"<p>{AWKWARD} {link(below)}</p>", locale=section.locale),
        Footnote(uuid=other, text="<p>In a text that stays marked.</p>", locale=section.locale),
    ]
    section.formats = SectionPage.formats.field.to_python(formats(below, document.pk))
    publish(section, texts(below, document.pk, note, other))
    publish(below, [block("rich_text", f"<p>Back {link(section)}.</p>"), *media(image, document)])
    publish(
        theme_page,
        [feedback_form(question("idea_judgement", "ideas", theme=theme.pk, comments=True))],
    )
    figure = {"idea": idea.pk, "measure": json.dumps(["idea_scoring", "use", "Use", ""])}
    quote = {"quote": "Yes.", "who": "A neighbour", "said_at": "a workshop", "checked": True}
    publish(
        told,
        [block("outcome", outcome(ideas=[idea.pk], figures=[figure], quotes=[quote])["value"])],
    )
    publish(consultation, of_ideas(theme.area_id, theme.pk))
    store(below, summary="An answer", role="A role", email=SECRET)
    Response.objects.update(consultation_pk=consultation.pk)
    PageViewRestriction.objects.create(page=below, restriction_type="login")
    return ConsultationPage.objects.get(pk=consultation.pk)


def publish(page: Page, body: list[dict[str, Any]]) -> None:
    page.body = ContentBlock().to_python(body)
    page.save_revision().publish()


def formats(page: Page, document: int) -> list[dict[str, Any]]:
    """Return other formats of a page: another page, a document and a link."""
    return [
        block("format", {"kind": kind, "title": "", "page": None, "document": None, "url": ""} | to)
        for kind, to in (
            ("easy_read", {"document": document, "title": "Short"}),
            ("large_print", {"page": page.pk}),
            ("bsl", {"url": "https://video.example.org/1"}),
        )
    ]


def texts(below: Page, document: int, note: str, other: str) -> list[dict[str, Any]]:
    """Return blocks of text in all their variety."""
    mark = '<footnote id="{0}">[{0}]</footnote>'.format
    return [
        block("heading", {"text": f"One # {AWKWARD}", "level": "h2"}),
        block(
            "rich_text",
            f"<p>{AWKWARD.replace('<', '&lt;').replace('& ', '&amp; ')}</p>"
            "<p># no heading</p><p>- no item</p><p>+ none</p><p>=== none</p>"
            f"<p><b>Bold</b>, <i>italic</i>, <b><i>both</i></b>, a<b>b</b><i>c</i>d, <b>e </b>f, "
            f"H<sub>2</sub>O, x<sup>2</sup>{mark(note)} and{mark(note)}<br/>next line</p>"
            f'<p>{link(below, "a page")}, <a linktype="document" id="{document}">a file</a>, '
            '<a href="https://example.org/a_(b)?c=d&amp;e">out</a>, <a href="mailto:a@b.org">m</a> '
            '<a href="#one">above</a></p>',
        ),
        block("heading", {"text": "Two", "level": "h3"}),
        block(
            "rich_text",
            "<ul><li>One<ul><li>Below<ol><li>deeper</li></ol></li></ul></li>"
            "<li>2. Two with <b>bold</b></li></ul><ol><li>First</li><li>Second</li></ol>"
            "<p>After</p><hr/><p>End</p>",
        ),
        block("rich_text", f"<p>Close by.{mark(other)}</p>"),
        block(
            "quote", {"quote": "One\n\nTwo", "attribution": "Me", "source": "https://example.org/"}
        ),
        block("callout", {"kind": "important", "title": 'A "box"', "text": "<p>In <b>it</b></p>"}),
        block("details", {"items": [{"summary": "More", "text": "<ul><li>a</li></ul>"}]}),
        block(
            "table",
            {
                "caption": "Figures",
                "row_headers": True,
                "table": {
                    "columns": [
                        {"type": "text", "heading": "What | which"},
                        {"type": "rich_text", "heading": "Words"},
                        {"type": "numeric", "heading": "Number"},
                    ],
                    "rows": [{"values": ["a|b", "<p>See <b>x</b></p>", 4.5]}],
                    "caption": "",
                },
            },
        ),
        feedback_form(
            question("single_choice", "one", options=["A -->", "B <script>"], display="select"),
            question("rating", "stars", points=7, low_label="low", high_label="high"),
            question("consent", "quote", label="You may quote me", quoting=True),
        ),
    ]


def media(image: Any, document: Any) -> list[dict[str, Any]]:
    """Return pictures, a document, a film and a ring."""
    step = {"title": "Step", "text": "of it"}
    shown = {"image": image.pk, "decorative": False, "alt_text": "What *it* shows"}
    return [
        block("image", {"image": shown, "caption": "Below it"}),
        block("image", {"image": shown | {"decorative": True, "alt_text": ""}, "caption": ""}),
        block("document", {"document": document.pk, "title": "", "description": "All of it"}),
        block(
            "embed",
            {
                "title": "A film",
                "url": "https://example.org/film",
                "description": "",
                "transcript": "<p>Said</p>",
            },
        ),
        block("cycle", {"title": "A ring", "introduction": "", "steps": [step, step, step]}),
        feedback_form(),
    ]


def of_ideas(area: int, theme: int) -> list[dict[str, Any]]:
    """Return every block that shows ideas."""
    return [
        block("area_table", {"title": "Areas"}),
        block("idea_overview", {"title": ""}),
        block(
            "ledger_figures",
            {"title": "All", "by_page": True, "running": False, "reasons": ["Sent twice"]},
        ),
        block("code", {"code": "if  a < b:\n    *c*", "language": "Python"}),
        block(
            "idea_list",
            {"title": "L", "area": area, "theme": None, "status": "", "descriptions": True},
        ),
        block("idea_results", {"title": "", "area": None, "theme": theme, "by_role": True}),
    ]
