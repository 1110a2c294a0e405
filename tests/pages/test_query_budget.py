"""The queries of an uncached page, whatever its content and its place in the tree."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import wagtail_factories
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail_footnotes.models import Footnote

from consultation.responses.results.idea_results import MEAN, metric_name
from home.models import PortalSettings
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    OutcomePageFactory,
    SectionPageFactory,
    ThemePageFactory,
    answer,
    feedback_form,
    outcome,
    publish_answer,
    question,
)

pytestmark = pytest.mark.django_db

BUDGET = 15


@pytest.fixture(autouse=True)
def _settings() -> None:
    """Make the portal's settings, as the set-up does."""
    PortalSettings.load()


def queries(page: Page, *, warm: bool = False) -> list[str]:
    """Return the queries of a stranger's visit; `warm` keeps the addresses of sites in memory."""
    cache.clear()
    Site.clear_site_root_paths_cache()
    if warm:
        Site.get_site_root_paths()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = Client().get(page.url_path.replace("/home/", "/", 1))
    assert response.status_code == 200
    return [query["sql"] for query in captured]


def link(kind: str, target: Any) -> str:
    return f'<a linktype="{kind}" id="{target.pk}">there</a>'


def long_page(blocks: int) -> Page:
    """Return a page of so many blocks, each with a link, picture, document or footnote of its own.

    Its last block is the form.
    """
    consultation = ConsultationPageFactory()
    body: list[dict[str, Any]] = []
    notes: list[str] = []
    while len(body) < blocks - 1:
        number = len(body)
        page = SectionPageFactory(parent=consultation) if number < 60 else consultation
        document = wagtail_factories.DocumentFactory()
        links = f"<p>{link('page', page)} and {link('document', document)}</p>"
        image = wagtail_factories.ImageFactory()
        notes.append(str(uuid.uuid4()))
        picture = {"image": image.pk, "decorative": False, "alt_text": f"Picture {number}"}
        body += [
            {"type": "heading", "value": {"text": "What", "level": "h2"}},
            {
                "type": "rich_text",
                "value": f'{links}<p>Why<footnote id="{notes[-1]}">[1]</footnote></p>',
            },
            {"type": "image", "value": {"image": picture, "caption": "As drawn"}},
            {"type": "callout", "value": {"kind": "information", "title": "", "text": links}},
            {"type": "details", "value": {"items": [{"summary": "More", "text": links}]}},
            {"type": "document", "value": {"document": document.pk, "title": "All of it"}},
        ]
    body = [*body[: blocks - 1], feedback_form(introduction=f"<p>{link('page', consultation)}</p>")]
    page = SectionPageFactory(parent=consultation, blocks=body)
    page.footnotes = [
        Footnote(uuid=key, text=f"<p>{link('page', consultation)}</p>", locale=page.locale)
        for key in notes
    ]
    page.save_revision().publish()
    return Page.objects.get(pk=page.pk)


def test_a_page_of_25_blocks_keeps_the_budget_and_one_of_250_costs_the_same() -> None:
    short_page, whole_page = long_page(25), long_page(250)
    for warm in (False, True):
        short, long = queries(short_page, warm=warm), queries(whole_page, warm=warm)
        assert len(short) <= BUDGET, "\n".join(short)
        assert len(long) == len(short), "\n".join(long)


def test_the_front_page_costs_the_same_however_many_consultations_it_lists() -> None:
    first = ConsultationPageFactory()
    home = first.get_parent()
    one = queries(home)
    ConsultationPageFactory.create_batch(9)
    ten = queries(home)
    assert len(one) <= BUDGET, "\n".join(one)
    assert len(ten) == len(one), "\n".join(ten)


def test_the_front_page_costs_the_same_however_many_outcomes_it_leads_to() -> None:
    closed = {"closes_at": timezone.now() - timedelta(days=1)}
    first = OutcomePageFactory(parent=ConsultationPageFactory(**closed))
    home = first.get_parent().get_parent()
    one = queries(home)
    for _ in range(9):
        OutcomePageFactory(parent=ConsultationPageFactory(**closed), told="did")
    ten = queries(home)
    assert len(one) <= BUDGET, "\n".join(one)
    assert len(ten) == len(one), "\n".join(ten)


def outcomes(consultation: Page, number: int) -> Page:
    """Return a page of so many outcomes, each with ideas, figures and quotes of its own."""
    consent = question("consent", "may_quote", "You may quote me", quoting=True)
    form = feedback_form(question("short_text", "summary"), consent)
    asking = SectionPageFactory(parent=consultation, blocks=[form])
    average = metric_name("idea_scoring", "usefulness", "Usefulness", MEAN)
    blocks = []
    for _ in range(number):
        ideas = IdeaFactory.create_batch(3)
        ThemePageFactory(parent=consultation, theme=ideas[0].theme)
        response = answer(Client(), asking, summary="Yes, please", may_quote="on")
        blocks.append(
            outcome(
                asked=f"<p>{link('page', asking)}</p>",
                ideas=[idea.pk for idea in ideas],
                figures=[{"idea": idea.pk, "measure": average, "note": ""} for idea in ideas],
                quotes=[{"answer": publish_answer(response).pk}],
            )
        )
    return OutcomePageFactory(parent=consultation, blocks=blocks)


def test_an_outcome_costs_the_same_however_much_it_cites() -> None:
    one = queries(outcomes(ConsultationPageFactory(), 1))
    ten = queries(outcomes(ConsultationPageFactory(), 10))
    assert len(ten) == len(one), "\n".join(ten)
    assert len(one) <= BUDGET + 6, "\n".join(one)


def test_a_section_costs_the_same_however_many_siblings_it_has() -> None:
    section = SectionPageFactory(blocks=[feedback_form()])
    one = queries(section)
    for _ in range(3):
        chapter = SectionPageFactory(parent=section.get_parent())
        SectionPageFactory.create_batch(2, parent=chapter)
    ten = queries(section)
    assert len(one) <= BUDGET, "\n".join(one)
    assert len(ten) == len(one), "\n".join(ten)


def test_a_consultation_costs_the_same_however_many_sections_it_has() -> None:
    consultation = ConsultationPageFactory(blocks=[feedback_form()])
    SectionPageFactory(parent=consultation)
    one = queries(consultation)
    SectionPageFactory.create_batch(9, parent=consultation)
    assert len(queries(consultation)) == len(one)
    assert len(one) <= BUDGET, "\n".join(one)


def test_a_consultation_costs_the_same_however_often_its_dates_were_changed() -> None:
    consultation = ConsultationPageFactory(blocks=[feedback_form()])
    section = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
    before = len(queries(section))

    def change(times: int) -> None:
        for _ in range(times):
            closes_at = consultation.closes_at or timezone.now() + timedelta(days=9)
            consultation.closes_at = closes_at + timedelta(days=1)
            consultation.save()

    change(1)
    one = queries(consultation)
    change(9)
    ten = queries(consultation)
    assert len(one) <= BUDGET, "\n".join(one)
    assert len(ten) == len(one), "\n".join(ten)
    assert len(queries(section)) == before


def test_a_theme_page_looks_for_other_theme_pages_only_where_a_block_links_to_them() -> None:
    def asks_for_theme_pages(page: Page) -> bool:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(page.url).status_code == 200
        return any('AS "theme_id"' in query["sql"] for query in queries)

    blocks = [{"type": "idea_overview", "value": {"title": ""}}]
    assert asks_for_theme_pages(ThemePageFactory(blocks=blocks))
    assert not asks_for_theme_pages(ThemePageFactory(blocks=[]))
