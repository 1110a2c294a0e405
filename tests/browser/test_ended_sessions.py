"""A session that ends while someone writes takes nothing of what was written."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from ideas.models import Area
from tests.browser.conftest import OpenBrowser
from tests.browser.staff import expect_message, menu, open_editor, sign_in, type_in
from tests.factories import AreaFactory, make_user

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Written while the session ended."


def sign_in_elsewhere(context: BrowserContext, user: Any) -> None:
    """Sign in in another tab of the same browser, when the session has ended."""
    Session.objects.all().delete()
    tab = context.new_page()
    tab.goto("/admin/login/")
    tab.get_by_label("Username").fill(user.get_username())
    tab.get_by_label("Password").fill("password")
    tab.get_by_role("button", name="Sign in").click()
    expect(menu(tab)).to_be_visible()
    tab.close()


def newest(area: Area) -> str:
    area.refresh_from_db()
    return area.get_latest_revision_as_object().summary


@pytest.fixture
def _by_button_alone(settings: Any) -> None:
    """Let the editor save nothing by itself."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0


@pytest.fixture
def area() -> Area:
    area = AreaFactory(name="Housing", summary="As it was.")
    area.save_revision()
    return area


@pytest.fixture
def page(open_browser: OpenBrowser) -> Page:
    return open_browser()


@pytest.fixture
def user(page: Page, area: Area) -> Any:
    """Return the editor who is signed in and has the area open."""
    user = sign_in(page, "Editor")
    open_editor(page, f"/admin/snippets/ideas/area/edit/{area.pk}/")
    return user


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()


@pytest.mark.usefixtures("_by_button_alone")
def test_a_pressed_button_waits_until_one_is_signed_in_again(
    page: Page, user: Any, area: Area
) -> None:
    type_in(page, Summary=TEXT)
    Session.objects.all().delete()
    press_save(page)
    notice = page.get_by_role("alert").filter(has_text="You are signed out.")
    expect(notice).to_be_visible()
    expect(notice.get_by_role("link", name="Sign in again in another tab")).to_be_visible()
    expect(page.get_by_role("textbox", name="Summary")).to_have_value(TEXT)
    sign_in_elsewhere(page.context, user)
    press_save(page)
    expect_message(page, "Housing")
    assert newest(area) == TEXT


def test_an_editor_that_saves_by_itself_goes_on_after_signing_in_again(
    page: Page, user: Any, area: Area
) -> None:
    Session.objects.all().delete()
    type_in(page, Summary=TEXT)
    expect(page.get_by_role("alert").filter(has_text="You are signed out.")).to_be_visible()
    expect(page.get_by_text("A server error occurred")).to_be_hidden()
    sign_in_elsewhere(page.context, user)
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and f"edit/{area.pk}" in answer.url
    ):
        page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Summary")).to_have_value(TEXT)
    press_save(page)
    expect_message(page, "Housing")
    assert newest(area) == TEXT


def test_an_editor_goes_on_by_itself_where_one_signed_in_again_meanwhile(
    page: Page, user: Any, area: Area
) -> None:
    sign_in_elsewhere(page.context, user)
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.status == 200
    ):
        type_in(page, Summary=TEXT)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert newest(area) == TEXT


@pytest.mark.usefixtures("_by_button_alone")
def test_nothing_is_saved_in_the_name_of_someone_else_who_signed_in(
    page: Page, user: Any, area: Area
) -> None:
    type_in(page, Summary=TEXT)
    sign_in_elsewhere(page.context, make_user("Publisher"))
    press_save(page)
    notice = page.get_by_role("alert").filter(has_text="You are now signed in as publisher")
    expect(notice).to_be_visible()
    assert newest(area) == "As it was."


@pytest.mark.usefixtures("_by_button_alone")
def test_a_form_with_too_many_fields_stays_on_the_screen(
    page: Page, user: Any, area: Area, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    type_in(page, Summary=TEXT)
    press_save(page)
    expect(page.get_by_role("alert").filter(has_text="more than 5 fields")).to_be_visible()
    expect(page.get_by_role("textbox", name="Summary")).to_have_value(TEXT)
