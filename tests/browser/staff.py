"""Working in the admin as somebody at a desk does."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.factories import make_user


def sign_in(page: Page, role: str) -> Any:
    """Sign in through the login form as a new user with this role."""
    user = make_user(role)
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.get_username())
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Sign in").click()
    expect(menu(page)).to_be_visible()
    return user


def menu(page: Page) -> Locator:
    """Return the admin's main menu."""
    return page.get_by_role("navigation", name="Main menu")


def expect_message(page: Page, text: str) -> None:
    """Wait for the message that the admin shows when something is done."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def choose_action(page: Page, name: str) -> None:
    """Choose from the menu at the foot of the page editor."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=name, exact=True).click()


def insert(stream: Locator, kind: str) -> None:
    """Put a new block at the end of a stream."""
    stream.get_by_title("Insert a block").last.click()
    stream.page.get_by_role("option", name=kind, exact=True).click()


def question_panel(page: Page, kind: str, wording: str) -> Locator:
    """Return the part of the editor that holds the question with this type and wording."""
    heading = page.get_by_role("heading", name=f"{kind} {wording}", exact=True)
    return page.locator("[data-contentpath=questions] section").filter(has=heading)
