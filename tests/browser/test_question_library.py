"""The question library on a phone, and on a desktop without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from consultation.pages.library.models import LibraryEntry
from tests.browser.axe import findings
from tests.browser.conftest import OpenBrowser
from tests.browser.overflow import too_wide
from tests.browser.staff import sign_in
from tests.factories import SectionPageFactory, feedback_form, question
from tests.library.actions import keys_of

pytestmark = pytest.mark.django_db(transaction=True)


# On a phone without JavaScript, Wagtail's empty menu covers the left edge of each of its screens.
@pytest.mark.parametrize(("width", "java_script"), [(360, True), (1280, False)])
def test_a_question_goes_from_one_page_to_another(
    open_browser: OpenBrowser, width: int, java_script: bool
) -> None:
    asked = question("single_choice", "how", "How do you travel?", options=["Bus", "On foot"])
    source = SectionPageFactory(blocks=[feedback_form(asked)])
    target = SectionPageFactory()
    page = open_browser(width, java_script_enabled=java_script)
    sign_in(page, "Editor")

    def check() -> None:
        assert too_wide(page) == []
        # Axe is a script.
        assert not java_script or findings(page, inside="main") == []

    page.goto(reverse("question_library:save", args=[source.pk]))
    page.get_by_label("How do you travel?").check()
    page.get_by_label("Name").fill("Ways to travel")
    check()
    page.get_by_role("button", name="Save to the library").click()
    expect(page.get_by_text("“Ways to travel” is in the question library.")).to_be_visible()
    page.goto(reverse("question_library:add_to_page", args=[target.pk]))
    page.get_by_label("Search the question library").fill("travel")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_text("Single choice", exact=True).click()
    expect(page.get_by_text("On foot")).to_be_visible()
    check()
    page.get_by_role("button", name="Add to this page").click()
    expect(page.get_by_text("“Ways to travel” was added to the draft of")).to_be_visible()
    assert keys_of(target) == ["how"]
    page.goto(reverse("question_library:usage", args=[LibraryEntry.objects.get().pk]))
    for each in (source, target):
        expect(page.get_by_role("link", name=str(each.title))).to_be_visible()
    check()
    page.goto(reverse("question_library:index"))
    expect(page.get_by_role("link", name="Ways to travel")).to_be_visible()
    check()
