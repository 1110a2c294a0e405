"""However slow the portal answers, what an editor writes becomes one draft and not two."""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from ideas.models import Area
from tests.browser.conftest import OpenBrowser
from tests.browser.staff import expect_message, expect_ready, sign_in, type_in
from tests.factories.ideas import the_set

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/admin/snippets/ideas/area/add/"


def saved_by_itself(request: Request) -> bool:
    """Whether a request is the editor's own, and not a button's."""
    return request.method == "POST" and request.headers.get("accept") == "application/json"


def begin_an_area(page: Page) -> None:
    the_set()
    sign_in(page, "Editor")
    page.goto(ADDRESS)
    expect_ready(page)
    type_in(page, Name="Housing first", Summary="Where people live.")
    page.get_by_role("combobox", name="Colour").select_option("Plum")


def test_a_button_pressed_while_the_editor_saves_by_itself(open_browser: OpenBrowser) -> None:
    page = open_browser()
    held: list[Route] = []
    page.route(
        f"**{ADDRESS}",
        lambda route: held.append(route) if saved_by_itself(route.request) else route.fallback(),
    )
    with page.expect_request(saved_by_itself):
        begin_an_area(page)
    type_in(page, Name="Housing first of all")
    button = page.get_by_role("button", name="Save draft")
    button.click()
    expect(page.get_by_role("button", name="Saving…")).to_be_disabled()
    (route,) = held
    route.continue_()
    expect_message(page, "Housing first of all")
    area = Area.objects.get()
    assert area.get_latest_revision_as_object().name == "Housing first of all"


def test_a_button_pressed_before_the_editor_saves_by_itself(open_browser: OpenBrowser) -> None:
    page = open_browser()
    held: list[Route] = []
    late: list[Request] = []

    def hold(route: Route) -> None:
        if held:
            late.append(route.request)
        if route.request.method == "POST" and not saved_by_itself(route.request):
            held.append(route)
        else:
            route.fallback()

    page.route("**/admin/snippets/ideas/area/**", hold)
    begin_an_area(page)
    page.get_by_role("button", name="Save draft").focus()
    # A click would be over only with the answer that is held back here.
    page.keyboard.press("Enter")
    # Twice as long as the editor takes to notice what was typed last and to begin to save it.
    page.wait_for_timeout(3000)
    (route,) = held
    asked_meanwhile = list(late)
    route.continue_()
    expect_message(page, "Housing first")
    assert not asked_meanwhile
    assert Area.objects.count() == 1
