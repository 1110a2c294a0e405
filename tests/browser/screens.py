"""The public pages a visitor can come to, each a way to open one in a browser."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Page as SitePage
from wagtail.models import PageViewRestriction

from consultation.pages.models import OutcomePage, Topic
from home.demo.services import load_demo
from tests.browser.content import made_once
from tests.browser.pages import page_with_everything, surround
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    OutcomePageFactory,
    SectionPageFactory,
    ThemePageFactory,
    feedback_form,
    outcome,
)

Screen = Callable[[Page], None]


def front_page(page: Page) -> None:
    ConsultationPageFactory()
    page.goto("/")


def front_page_with_many(page: Page) -> None:
    topic = Topic.objects.create(name="Parks and leisure")
    for consultation in ConsultationPageFactory.create_batch(41):
        consultation.topics.set([topic])
        consultation.save()
    page.goto("/")
    page.get_by_label("Words").fill("consultation")
    page.get_by_label("Status").select_option("Open")
    page.get_by_label("Topic").select_option("Parks and leisure")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("41 consultations")).to_be_visible()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("[aria-current=page]")).to_have_text("2")


def front_page_without_a_match(page: Page) -> None:
    ConsultationPageFactory.create_batch(6)
    page.goto("/?q=nothing")


def open_consultation(page: Page) -> None:
    now = timezone.now()
    _answered_between(page, now - timedelta(days=1), now + timedelta(days=9))


def closed_consultation(page: Page) -> None:
    now = timezone.now()
    _answered_between(page, now - timedelta(days=9), now - timedelta(days=1))


def consultation_not_yet_open(page: Page) -> None:
    now = timezone.now()
    _answered_between(page, now + timedelta(days=1), now + timedelta(days=9))


def _answered_between(page: Page, opens_at: object, closes_at: object) -> None:
    consultation = ConsultationPageFactory(
        opens_at=opens_at, closes_at=closes_at, blocks=[feedback_form()]
    )
    SectionPageFactory(parent=consultation)
    page.goto(consultation.url)


def _told() -> OutcomePage:
    """Return the outcome of a consultation that has closed, later than was said at first."""
    now = timezone.now()
    consultation = ConsultationPageFactory(
        closes_at=now - timedelta(days=9), blocks=[feedback_form()]
    )
    consultation.closes_at = now - timedelta(days=1)
    consultation.save()
    idea = IdeaFactory(status="dropped", public_note="Too dear.")
    ThemePageFactory(parent=consultation, theme=idea.theme)
    said = {"said_at": "at a workshop", "checked": True}
    cited = outcome(
        ideas=[idea.pk],
        figures=[{"idea": idea.pk, "measure": "", "note": ""}],
        other_figures=[{"number": "7 of 9", "words": "councils agree", "source": "Our visits"}],
        quotes=[{"quote": "We would use it.\n\nBut not alone.", "who": "A data lead", **said}],
        status="will_not",
        reason="It is too dear.",
    )
    below = {"type": "heading", "value": {"text": "Smaller things", "level": "h2"}}
    return OutcomePageFactory(parent=consultation, blocks=[cited, below, outcome(status="done")])


def consultation_with_its_outcome(page: Page) -> None:
    page.goto(_told().consultation.url)


def outcome_of_a_consultation(page: Page) -> None:
    page.goto(_told().url)


def every_block_and_question(page: Page) -> None:
    everything = made_once(page_with_everything)
    surround(everything)
    page.goto(everything.url)
    # What is folded away is a part of the page too.
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")


def form_with_errors(page: Page) -> None:
    page.goto(made_once(page_with_everything).url)
    page.get_by_label("Your email").fill("not an address")
    page.get_by_label("How many people?").fill("many")
    page.get_by_role("button", name="Submit feedback").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()


def receipt(page: Page) -> None:
    section = SectionPageFactory(blocks=[feedback_form()])
    surround(section)
    page.goto(section.url)
    page.get_by_label("Brief summary").fill("A good plan")
    page.get_by_label("Your role").select_option(index=1)
    page.get_by_label("Your email").fill("someone@example.org")
    page.get_by_role("button", name="Submit feedback").click()
    page.wait_for_url("**/receipt/**")


def not_sent(page: Page) -> None:
    section = SectionPageFactory(blocks=[feedback_form()])
    page.goto(section.url)
    section.unpublish()
    page.get_by_label("Brief summary").fill("A good plan")
    page.get_by_label("Details").fill("More of it. " * 20)
    page.get_by_role("button", name="Submit feedback").click()
    expect(page.get_by_text("This is what you typed")).to_be_visible()


def password_page(page: Page) -> None:
    section = SectionPageFactory(blocks=[feedback_form()])
    PageViewRestriction.objects.create(
        page=section, restriction_type=PageViewRestriction.PASSWORD, password="word"
    )
    page.goto(section.url)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-message")).to_be_visible()


def search_results(page: Page) -> None:
    SectionPageFactory.create_batch(21, summary="Where the harbour begins and where it ends.")
    page.goto("/search/?q=harbour&page=2")
    page.get_by_role("link", name="Previous page").click()
    expect(page.locator(".search-results__item")).to_have_count(20)


def search_without_results(page: Page) -> None:
    page.goto("/search/?q=nothing")


def not_found(page: Page) -> None:
    page.goto("/there-is-no-such-page/")


SCREENS: dict[str, Screen] = {
    screen.__name__: screen
    for screen in (
        front_page,
        front_page_with_many,
        front_page_without_a_match,
        open_consultation,
        closed_consultation,
        consultation_not_yet_open,
        consultation_with_its_outcome,
        outcome_of_a_consultation,
        every_block_and_question,
        form_with_errors,
        receipt,
        not_sent,
        password_page,
        not_found,
        search_results,
        search_without_results,
    )
}


def demo_addresses() -> list[str]:
    """Return the addresses of the demonstration consultation: its pages, and results by role."""
    consultation, _ = load_demo()
    below = SitePage.objects.descendant_of(consultation, inclusive=True).live()
    by_role = [f"{page.url}?by=role&theme=growing" for page in below if "others-said" in page.slug]
    return [*(page.url for page in below), *by_role]
