"""What axe finds in the admin's screens that are the portal's own: nothing.

Wagtail's frame around them (menu, header, filters) is Wagtail's to mend.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.contrib.redirects.models import Redirect

from consultation.responses.models import Response
from consultation.workflow.review.pending_changes.services import propose
from home.demo.services import load_demo
from home.models import PortalSettings
from ideas.models import Theme
from tests.browser.axe import findings
from tests.browser.conftest import OpenBrowser
from tests.browser.content import made_once
from tests.browser.overflow import too_wide
from tests.browser.staff import sign_in
from tests.factories import (
    AreaFactory,
    ConsultationPageFactory,
    SectionPageFactory,
    feedback_form,
    make_user,
    question,
    reword,
    site_home,
    templates_page,
)
from tests.importing.spreadsheets import two_sheets
from tests.importing.word_files import WordFile
from tests.releases.actions import change, fresh, submit

pytestmark = pytest.mark.django_db(transaction=True)


def test_axe_finds_nothing_in_what_was_said_about_ideas(open_browser: OpenBrowser) -> None:
    made_once(load_demo)
    theme = Theme.objects.in_order().first()
    assert theme
    idea = theme.ideas.first()
    assert idea
    reword(idea, statement="in other words")
    page = open_browser()
    sign_in(page, "Analyst")
    for name, arguments, words in (
        ("idea_feedback_list", [], theme.title),
        ("idea_feedback", ["theme", theme.code], theme.title),
        ("idea_feedback", ["idea", idea.code], "Wordings"),
    ):
        page.goto(reverse(f"responses:{name}", args=arguments))
        expect(page.get_by_text(words).first).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert findings(page, inside="main") == []


def test_answers_about_ideas_are_not_broken_after_each_letter(open_browser: OpenBrowser) -> None:
    made_once(load_demo)
    response = Response.objects.filter(form_data__has_key="ideas").first()
    assert response
    page = open_browser(360)
    sign_in(page, "Analyst")
    page.goto(reverse("responses:read", args=[response.pk]))
    answers = page.locator(".responses-ideas__line dd")
    expect(answers.first).to_be_visible()
    # "Don't know" takes two lines at most.
    assert answers.evaluate_all("all => Math.max(...all.map((each) => each.clientHeight))") < 60


def test_axe_finds_nothing_where_ideas_are_sent_for_review(open_browser: OpenBrowser) -> None:
    area = AreaFactory(live=False)
    page = open_browser()
    sign_in(page, "Editor")
    page.goto(f"/admin/bulk/ideas/area/submit_for_review/?id={area.pk}")
    expect(page.get_by_label("Also send all themes and ideas below")).to_be_checked()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page, inside="main") == []


def test_axe_finds_nothing_on_changes_to_confirm(open_browser: OpenBrowser) -> None:
    proposer = make_user("Administrator", "ada", first_name="Ada")
    settings = PortalSettings.load()
    settings.service_name = "Let us know what you think of the plans for a Centre of Excellence"
    settings.footer_text = '<p>Read <a href="https://example.org/a-long-address/">this</a></p>'
    change = propose("change", settings, proposer)
    propose("add", Redirect(old_path="/old", redirect_link="https://example.org/"), proposer)
    assert change
    page = open_browser()
    sign_in(page, "Administrator")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(reverse("review:changes"))
        expect(page.get_by_role("link", name=str(change))).to_be_visible()
        assert findings(page, inside="main") == []
        page.get_by_role("link", name=str(change)).click()
        expect(page.get_by_role("button", name="Confirm")).to_be_visible()
        assert findings(page, inside="main") == []


def test_axe_finds_nothing_on_the_screen_to_decide(open_browser: OpenBrowser) -> None:
    form = feedback_form(question("number", "people", "How many people?"))
    draft = SectionPageFactory(title="What we plan", blocks=[form])
    change(draft, title="What we plan to do", summary="In other words", body=[])
    submit(draft)
    state = fresh(draft).current_workflow_task_state
    page = open_browser()
    sign_in(page, "Reviewer")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(reverse("review:decide", args=[state.pk]))
        page.get_by_role("button", name="Send back").click()
        expect(page.get_by_text("Enter what needs to change")).to_be_visible()
        shown = page.frame_locator("iframe").get_by_role("heading", name="What we plan to do")
        expect(shown).to_be_visible()
        assert findings(page, inside="main", frames=False) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("Comment").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It still needs a second approval")).to_be_visible()


def test_axe_finds_nothing_in_the_four_steps_of_an_import(open_browser: OpenBrowser) -> None:
    answered = SectionPageFactory(parent=ConsultationPageFactory(), blocks=[feedback_form()])
    word = WordFile("Plans")
    word.heading("Chapter", 1)
    page = open_browser()
    sign_in(page, "Administrator")

    def check(step: str) -> None:
        expect(page.locator("[aria-current=step]")).to_have_text(step)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert findings(page, inside="main") == []

    def upload(kind: str, name: str, content: bytes) -> None:
        page.goto(reverse(f"importing:{kind}"))
        check("Upload")
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        page.get_by_label("File").set_input_files([file])  # type: ignore[list-item]
        if kind == "responses":
            page.get_by_label("The responses belong to").select_option(str(answered.pk))
        page.get_by_role("button", name="Upload").click()

    upload("site", "plans.docm", word.content())
    expect(page.get_by_role("link", name="Upload another file")).to_be_visible()
    check("Check")
    upload("site", "plans.docx", word.content())
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()
    check("Decide")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("link", name="Plans").first).to_be_visible()
    check("Report")
    upload("responses", "answers.xlsx", two_sheets())
    page.get_by_label("Worksheet").select_option("Responses")
    page.get_by_role("button", name="Show this worksheet").click()
    expect(page.get_by_label("Brief summary")).to_be_visible()
    check("Check")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Back to the columns")).to_be_visible()
    check("Decide")


def test_axe_finds_nothing_where_consultations_are_copied(open_browser: OpenBrowser) -> None:
    templates_page()
    source = SectionPageFactory().get_parent()
    page = open_browser()
    sign_in(page, "Editor")
    for name, argument, button in (
        ("new", site_home().pk, "Create consultation"),
        ("copy", source.pk, "Copy"),
        ("save_as_template", source.pk, "Save as template"),
    ):
        page.goto(reverse(f"consultations:{name}", args=[argument]))
        expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert findings(page, inside="main") == []
            assert too_wide(page) == []


def test_a_consultation_is_started_from_the_first_screen(open_browser: OpenBrowser) -> None:
    templates_page()
    page = open_browser()
    sign_in(page, "Editor")
    page.goto(reverse("wagtailadmin_home"))
    page.get_by_role("link", name="New consultation").click()
    page.get_by_label("Document with feedback on each page (4 pages)").check()
    page.get_by_label("Title").fill("Library opening hours")
    page.get_by_role("button", name="Create consultation").click()
    expect(page.get_by_text("was created with 4 pages, all drafts")).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("Library opening hours")
