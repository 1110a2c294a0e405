"""Working in the admin as people do."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from tests.browser.presses import press_until
from tests.factories import make_user

# Wagtail takes what is typed in an editor's first seconds for its original content.
_TELL_WHEN_WATCHED = """
document.addEventListener("w-unsaved:watch-edits", () => {
    document.documentElement.dataset.watched = "yes"
})
"""


def sign_in(page: Page, role: str) -> Any:
    """Give a browser the session of a new user with this role."""
    user = make_user(role)
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    address = settings.WAGTAILADMIN_BASE_URL
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
    page.add_init_script(_TELL_WHEN_WATCHED)
    return user


def open_admin(page: Page) -> None:
    """Open what everybody who is signed in sees first."""
    page.goto("/admin/")
    expect(menu(page)).to_be_visible()


def sign_in_by_form(page: Page, role: str) -> Any:
    """Sign in through the login form as a new user with this role."""
    user = make_user(role)
    page.add_init_script(_TELL_WHEN_WATCHED)
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.get_username())
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Sign in").click()
    expect(menu(page)).to_be_visible()
    return user


def menu(page: Page) -> Locator:
    """Return the admin's main menu."""
    return page.get_by_role("navigation", name="Main menu")


def open_editor(page: Page, address: str) -> None:
    """Open an editor and wait until it notices what is typed."""
    page.goto(address)
    expect_ready(page)


def expect_ready(page: Page) -> None:
    """Wait until an editor notices what is typed, and makes an address from a title."""
    expect(page.locator("html[data-watched]")).to_be_attached()


def type_in(page: Page, **fields: str) -> None:
    """Fill in fields of an editor by their names on the screen, underscores being spaces."""
    for name, text in fields.items():
        page.get_by_role("textbox", name=name.replace("_", " ")).fill(text)


def write_rich_text(body: Locator, text: str) -> None:
    """Put a text into the first rich text of a body, and wait until the form holds it."""
    body.locator("[contenteditable=true]").first.fill(text)
    # The editor hands over what was typed a quarter of a second later.
    body.page.wait_for_function(
        "(text) => [...document.querySelectorAll('input[type=hidden]')]"
        ".some((input) => input.value.includes(text))",
        arg=text,
    )


def expect_message(page: Page, text: str) -> None:
    """Wait for the message that the admin shows when something is done."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()
    # Menus open only when the scripts at the end of a page have run.
    page.wait_for_load_state()


def open_submenu(page: Page, name: str, link: str) -> Locator:
    """Open a part of the main menu, and return a link in it."""
    found = menu(page).get_by_role("link", name=link)
    press_until(menu(page).get_by_role("button", name=name), found)
    return found


def in_actions(page: Page, action: Locator) -> Locator:
    """Open the menu at the foot of an editor, and return what is in it."""
    more = page.get_by_role("button", name="More actions")
    expect(more).to_be_visible()
    # What the buttons in it do is said by scripts at the end of the page.
    page.wait_for_load_state()
    press_until(more, action)
    return action


def choose_action(page: Page, name: str | re.Pattern[str], *, exact: bool = True) -> None:
    """Choose from the menu at the foot of an editor."""
    in_actions(page, page.get_by_role("button", name=name, exact=exact)).click()


def submit_for_review(page: Page) -> None:
    """Send what is in the editor for review, and wait until it is sent."""
    choose_action(page, "Send to", exact=False)
    expect_message(page, "sent for review")


def insert(stream: Locator, kind: str) -> None:
    """Put a new block at the end of a stream, and wait until it is there."""
    blocks = stream.locator("section")
    before = blocks.count()
    option = stream.page.get_by_role("option", name=kind, exact=True)
    press_until(stream.get_by_title("Insert a block").last, option)
    # A press is lost if the editor saves by itself at the same time: the list then stays open.
    press_until(option, blocks.nth(before))


def question_panel(page: Page, kind: str, wording: str) -> Locator:
    """Return the part of the editor that holds the question with this type and wording."""
    heading = page.get_by_role("heading", name=f"{kind} {wording}", exact=True)
    return page.locator("[data-contentpath=questions] section").filter(has=heading)


def save_draft(page: Page) -> None:
    """Press the button at the foot of an editor, and wait until what was typed is kept."""
    page.get_by_role("button", name="Save draft").click()
    expect(
        page.get_by_role("status").filter(has_text=re.compile("(created|saved|updated)(?! due)"))
    ).to_be_visible()
    page.wait_for_load_state()


def add_from_menu(page: Page, name: str) -> None:
    """Choose from the menu next to the title of an editor, and wait for the empty editor."""
    link = page.get_by_role("link", name=name)
    press_until(page.locator("header").get_by_role("button", name="Actions"), link)
    link.click()
    expect(page.get_by_role("button", name="Save draft")).to_be_visible()


def choose(page: Page, button: str, title: str, within: Locator | None = None) -> None:
    """Choose something with a chooser, by what its button says."""
    choice = page.get_by_role("dialog").get_by_role("link", name=title)
    press_until((within or page).get_by_role("button", name=button), choice)
    choice.click()
    # The title is read in the dialog too, before anything is chosen.
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect((within or page).get_by_text(title).first).to_be_visible()


def approve_all(page: Page) -> int:
    """Approve everything that the signed-in user has to review, in each step; return how often.

    Until nothing is left: how many steps a review has is not the test's to know.
    """
    waiting = page.get_by_role("region", name=re.compile("waiting for your review", re.I))
    decisions = 0
    while True:
        open_admin(page)
        links = waiting.get_by_role("row").get_by_role("link")
        if not links.count():
            return decisions
        links.first.click()
        page.get_by_role("button", name="Approve", exact=True).click()
        expect_message(page, ": approved")
        decisions += 1


def download(page: Page, name: str, folder: Path) -> Path:
    """Take an export of the list that shows along, and return where it is."""
    page.wait_for_load_state()
    link = page.get_by_role("link", name=name)
    if not link.is_visible():
        press_until(page.get_by_role("button", name="Actions").first, link)
    with page.expect_download() as started:
        link.click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path
