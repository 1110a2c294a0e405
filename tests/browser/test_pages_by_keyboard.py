"""Finding, reading, deciding, accounting and exporting by keyboard alone; axe finds nothing."""

import json
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from consultation.responses.models import Response, Status
from consultation.responses.services import change_status
from tests.browser.axe import findings
from tests.browser.complaints import Watch
from tests.browser.conftest import OpenBrowser
from tests.browser.keyboard import press, tab_onto
from tests.browser.staff import expect_message, menu, open_admin, sign_in
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form, make_user
from tests.responses.actions import store

pytestmark = pytest.mark.django_db(transaction=True)

ALL = "/admin/all-responses/"
# The button that opens the filters is Wagtail's: its number of filters is not in its name.
WAGTAILS = ".w-slim-header-action-button"


def six_responses() -> list[Response]:
    """Return responses to one page, the oldest first; one waits in quarantine."""
    section = SectionPageFactory(
        parent=ConsultationPageFactory(title="A plan"),
        title="Mechanisms",
        blocks=[feedback_form()],
    )
    made = [
        store(
            section,
            summary=f"Number {number} {'about roads' if number % 2 else 'about rivers'}",
            role="Local authority leadership",
            email="ada@example.org",
        )
        for number in range(6)
    ]
    change_status(made[:1], Status.QUARANTINED, "Looks odd", make_user("superuser"))
    return made


def expect_listed(page: Page, *responses: Response) -> None:
    """Wait for a list of just these, in this order."""
    expect(page.locator("td.title .title-wrapper a")).to_have_text(
        [response.reference_text for response in responses]
    )
    # What is done to those that are ticked is done by a script.
    page.wait_for_load_state()


def test_from_all_responses_to_the_exported_file(
    open_browser: OpenBrowser, watch: Watch, tmp_path: Path
) -> None:
    _, one, _, three, _, five = six_responses()
    page = open_browser()
    sign_in(page, "Analyst")
    open_admin(page)
    press(page, menu(page).get_by_role("link", name="All responses"))
    expect(page.get_by_role("status").filter(has_text="6 responses")).to_be_visible()

    # Filtered, and searched in what is left.
    press(page, page.get_by_text("Filter", exact=True))
    tab_onto(page, page.get_by_label("Counted"))
    page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Apply filter"))
    expect(page.get_by_role("status").filter(has_text="5 responses")).to_be_visible()
    tab_onto(page, page.get_by_role("textbox", name="Search"))
    page.keyboard.type("roads")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="3 responses")).to_be_visible()
    assert "status=counted" in page.url
    expect_listed(page, five, three, one)
    narrowed = page.url

    # From one to the next within what was found, and back to it.
    press(page, page.get_by_role("link", name=five.reference_text))
    expect(page.locator("mark", has_text="roads")).to_be_visible()
    press(page, page.get_by_role("link", name="Older response"))
    expect(page.get_by_text(three.reference_text).first).to_be_visible()
    press(page, page.get_by_role("link", name="Newer response"))
    expect(page.get_by_text(five.reference_text).first).to_be_visible()
    press(page, page.get_by_role("link", name="Back to the list"))
    expect_listed(page, five, three, one)
    assert parse_qs(urlsplit(page.url).query) == parse_qs(urlsplit(narrowed).query)

    # Two at once.
    for response in (three, one):
        tab_onto(page, page.get_by_label(f"Select response {response.reference_text}"))
        page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Change status"))
    tab_onto(page, page.get_by_label("New status"))
    page.keyboard.type("Ex")
    expect(page.get_by_label("New status")).to_have_value("excluded")
    tab_onto(page, page.get_by_label("Reason"))
    page.keyboard.type("Sent twice")
    press(page, page.get_by_role("button", name="Change status"))
    expect_message(page, "2 responses are now “Excluded”.")
    expect_listed(page, five)

    # All of them are accounted for.
    ledger = menu(page).get_by_role("link", name="Ledger")
    press(page, menu(page).get_by_role("button", name="Reports"), opens=ledger)
    press(page, ledger)
    expect(page.locator(".ledger tbody td")).to_have_text(["6", "3", "1", "2", "0"])
    press(page, page.get_by_text("Why responses are excluded"))
    expect(page.get_by_text("Sent twice: 2")).to_be_visible()
    press(page, page.get_by_role("link", name="2 excluded, Mechanisms"))
    expect_listed(page, three, one)

    # The page's own list, and the file.
    press(page, menu(page).get_by_role("link", name="Forms"))
    page.wait_for_url("**/forms/")
    press(page, page.locator("main").get_by_role("link", name="Mechanisms"))
    expect(page.get_by_role("link", name=five.reference_text)).to_be_visible()
    press(page, page.get_by_role("link", name="Export", exact=True))
    page.wait_for_url("**export=choose**")
    expect(page.get_by_text("6 responses")).to_be_visible()
    tab_onto(page, page.get_by_role("button", name="Download"))
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    file = tmp_path / "export.zip"
    started.value.save_as(file)
    with zipfile.ZipFile(file) as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
    assert manifest["rows"] == 6

    assert watch.complaints == []
    assert watch.foreign == []


def test_axe_finds_nothing(open_browser: OpenBrowser) -> None:
    quarantined, one, *_ = six_responses()
    empty = SectionPageFactory(title="No one yet", blocks=[feedback_form()])
    of_page = reverse("wagtailforms:list_submissions", args=[one.page_id])
    page = open_browser()
    sign_in(page, "Administrator")
    person = reverse("responses:person")
    found: list[str] = []

    def look(name: str) -> None:
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found.extend(
                f"{name} at {width}: {each}"
                for each in findings(page, inside="main")
                if WAGTAILS not in each
            )

    screens = {
        "forms": reverse("wagtailforms:index"),
        "all": ALL,
        "all, narrowed and searched": f"{ALL}?status=counted&q=roads",
        "all, no hit": f"{ALL}?q=zebra",
        "of a page": of_page,
        "of a page, narrowed": f"{of_page}?status=counted&q=roads",
        "of a page, no hit": f"{of_page}?q=zebra",
        "of a page, empty": reverse("wagtailforms:list_submissions", args=[empty.pk]),
        "reading": reverse("responses:read", args=[one.pk]) + "?list_of=all&q=roads",
        "deciding": f"{reverse('responses:change_status')}?selected-submissions={one.pk}",
        "erasing": f"{reverse('responses:erase')}?selected-submissions={quarantined.pk}",
        "exporting": f"{ALL}?export=choose&status=counted",
        "exporting a page": f"{of_page}?export=choose&status=counted",
        "exporting one": reverse("responses:export_one", args=[one.pk]),
        "ledger": reverse("responses:ledger"),
        "personal data due": reverse("personal_data_due"),
        "a person": person,
        "entering": reverse("enter_response", args=[one.page_id]),
        "was mine counted": reverse("respond:status_check"),
        "it was": f"{reverse('respond:status_check')}?reference={one.reference}",
        "no such reference": f"{reverse('respond:status_check')}?reference=none",
    }
    for name, address in screens.items():
        page.goto(address)
        look(name)
    for address in ("no-one@example.org", "ada@example.org"):
        page.goto(person)
        page.get_by_label("Email address").fill(address)
        page.get_by_role("button", name="Find").click()
        expect(page.locator("#found")).to_be_visible()
        look(address)
    assert found == []


def test_axe_finds_nothing_where_no_one_has_answered(open_browser: OpenBrowser) -> None:
    page = open_browser()
    sign_in(page, "Analyst")
    for address in (ALL, reverse("responses:ledger"), reverse("personal_data_due")):
        page.goto(address)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        assert findings(page, inside="main") == []
