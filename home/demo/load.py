import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail_footnotes.models import Footnote

from consultation.feedback.blocks.form import PAGE_FEEDBACK_QUESTIONS
from consultation.pages.blocks import ContentBlock
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage
from consultation.pages.models.consultation_page import ConsultationContentPage
from home.demo import content, content_ideas, content_outcome
from home.demo.examples import SPAN, load_examples
from home.demo.load_ideas import load_ideas
from home.models import HomePage, PortalSettings
from home.setup.site_pages import ensure_front_page
from ideas.models import Theme

OPEN_FOR = timedelta(weeks=12)


def load_demo() -> tuple[ConsultationPage, bool]:
    """Return the demonstration consultation and whether it was made just now.

    What is there already is left as it is, whatever became of it.
    """
    home = ensure_front_page()
    existing = ConsultationPage.objects.filter(slug=content.CONSULTATION["slug"]).first()
    if existing:
        return existing, False
    with transaction.atomic():
        return _make_consultation(home), True


def _make_consultation(home: HomePage) -> ConsultationPage:
    _introduce(home)
    now = timezone.now().replace(second=0, microsecond=0)
    closing_day = timezone.localtime(now + OPEN_FOR)
    consultation = ConsultationPage(
        **content.CONSULTATION,
        opens_at=now - SPAN,
        closes_at=closing_day.replace(hour=17, minute=0),
    )
    home.add_child(instance=consultation)
    how_to_use = _section(consultation, "How to use this document", "how-to-use-this-document")
    mechanisms = _section(consultation, **content.MECHANISMS)
    whole = _section(consultation, **content_ideas.WHOLE)
    results = _section(consultation, **content_ideas.RESULTS)
    appendices = _section(consultation, "Appendices", "appendices")
    words = _section(appendices, "Appendix 1: Words used here", "appendix-1-words")
    areas = _section(appendices, "Appendix 2: The six areas", "appendix-2-areas")
    themes = load_ideas()
    theme_pages = [
        areas.add_child(instance=ThemePage(title=theme.title, slug=theme.code, theme=theme))
        for theme in themes
    ]
    links = {
        "how-to-use": how_to_use,
        "mechanisms": mechanisms,
        "whole": whole,
        "appendices": appendices,
        "areas": areas,
    }
    form = content.MECHANISMS_FORM | {
        "questions": [*PAGE_FEEDBACK_QUESTIONS, content.CONSENT_TO_PUBLISH]
    }
    _publish(consultation, content.CONSULTATION_BODY, links)
    _publish(how_to_use, content.HOW_TO_USE_BODY, links)
    _publish(
        mechanisms,
        [*content.MECHANISMS_BODY, ("feedback_form", form)],
        links,
        content.MECHANISMS_FOOTNOTES,
    )
    _publish(appendices, content_ideas.APPENDICES_BODY, links)
    _publish(words, content_ideas.WORDS_BODY, links)
    _publish(areas, content_ideas.AREAS_BODY, links)
    theme_form = content_ideas.THEME_FORM
    for page in theme_pages:
        questions = content_ideas.theme_questions(page.theme_id)
        _publish(page, [("feedback_form", theme_form | {"questions": questions})], links)
    _publish(whole, content_ideas.WHOLE_BODY, links)
    _publish(results, content_ideas.RESULTS_BODY, links)
    load_examples([whole, mechanisms, *theme_pages])
    _draft_outcome(consultation, themes)
    return consultation


def _introduce(home: HomePage) -> None:
    """Give the portal a name and the front page a greeting, where it has none yet."""
    if not home.introduction:
        home.title = "Have your say"
        home.introduction = (
            "Here you can read what is being planned, and say what you think of it, on the page "
            "that you are reading."
        )
        home.save_revision().publish()
    settings = PortalSettings.load()
    if not settings.organisation:
        settings.service_name = "Consultation portal"
        settings.organisation = "The Centre of Excellence design team (a demonstration)"
        settings.save()


def _draft_outcome(consultation: ConsultationPage, themes: list[Theme]) -> None:
    """Leave an example of an outcome for editors; readers see none of it."""
    if not themes:
        return
    outcome = OutcomePage(**content_outcome.OUTCOME, live=False)
    consultation.add_child(instance=outcome)
    _fill_body(outcome, content_outcome.outcome_body(themes[0]), {})
    outcome.save()
    outcome.save_revision()


def _section(parent: Page, title: str, slug: str, summary: str = "") -> SectionPage:
    section = SectionPage(title=title, slug=slug, summary=summary)
    parent.add_child(instance=section)
    return section


def _publish(
    page: ConsultationContentPage,
    body: list[content.Block],
    links: Mapping[str, Page],
    notes: Mapping[str, str] | None = None,
) -> None:
    marks: dict[str, str] = {}
    footnotes = []
    for name, text in (notes or {}).items():
        number = str(uuid.uuid4())
        marks[f"[[{name}]]"] = f'<footnote id="{number}">[{number[:6]}]</footnote>'
        footnotes.append(Footnote(uuid=number, text=f"<p>{text}</p>", locale=page.locale))
    for name, target in links.items():
        marks[f"{{{name}}}"] = f'<a linktype="page" id="{target.pk}">{target.title}</a>'
    page.footnotes = footnotes
    _fill_body(page, body, marks)
    page.save_revision().publish()


def _fill_body(
    page: ConsultationContentPage, body: list[content.Block], marks: Mapping[str, str]
) -> None:
    page.body = ContentBlock().to_python(
        [{"type": kind, "value": _fill(value, marks)} for kind, value in body]
    )


def _fill(value: Any, marks: Mapping[str, str]) -> Any:
    """Replace the marks in a rich text; other blocks have none."""
    if isinstance(value, str):
        for mark, replacement in marks.items():
            value = value.replace(mark, replacement)
    return value
