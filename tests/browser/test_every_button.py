"""Every button of every screen that the project adds to the admin does something.

A form whose required fields belong to another of its buttons is seen by no test client: the
browser sends nothing, and tells no one why where the field is out of view.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import Any
from unittest import mock

import pytest
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from playwright.sync_api import Page

from tests.browser import buttons
from tests.browser.admin_screens import SCREENS, PressedPortal
from tests.browser.buttons import press, visible_buttons
from tests.browser.conftest import OpenBrowser
from tests.browser.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

View = Callable[..., HttpResponseBase]
RESPONSES = ("responses:", "wagtailforms:", "all-responses")


@contextmanager
def everything_taken_back() -> Iterator[None]:
    """Let the server take back what each form does, so that each button meets the same portal."""

    def taken_back(_handler: BaseHandler, view: View) -> View:
        @wraps(view)
        def viewed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "GET":
                return view(request, *args, **kwargs)
            with transaction.atomic():
                response = view(request, *args, **kwargs)
                transaction.set_rollback(True)
            return response

        return viewed

    with mock.patch.object(BaseHandler, "make_view_atomic", taken_back):
        yield


def faults_of(page: Page, open_screen: Callable[[], None], pressed: set[str]) -> Iterator[str]:
    """Press each button of a screen that is opened afresh for it; yield what is wrong.

    Args:
        page: where it is opened.
        open_screen: opens it.
        pressed: links that were pressed on other screens; those of this one are added.
    """
    open_screen()
    is_fresh = True
    # Links first: looking where they lead leaves the screen as it is.
    for button in sorted(visible_buttons(page), key=lambda each: not each.is_link):
        if button.kind in pressed:
            continue
        if not is_fresh:
            open_screen()
            visible_buttons(page)
        is_fresh = button.is_link
        if button.is_link:
            pressed.add(button.kind)
        fault = press(page, button)
        if fault:
            yield f"“{button.words}”: {fault}"


@pytest.mark.parametrize("about_responses", [True, False], ids=["responses", "the rest"])
def test_every_button_has_an_effect(open_browser: OpenBrowser, about_responses: bool) -> None:
    page = open_browser()
    portal = PressedPortal(sign_in(page, "superuser"))
    faults, pressed = [], set[str]()
    with everything_taken_back():
        for name, open_screen in SCREENS.items():
            if name.startswith(RESPONSES) == about_responses:
                found = faults_of(page, partial(open_screen, page, portal), pressed)
                faults += [f"{name}, {fault}" for fault in found]
    assert faults == []


def test_a_button_without_effect_is_noticed(
    open_browser: OpenBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buttons, "EFFECT_WITHIN", 2_000)
    page = open_browser()

    def open_screen() -> None:
        page.goto("/")
        page.set_content(
            """
            <main>
                <form method="post">
                    <button name="step" value="download">Download</button>
                    <input name="reason" required>
                    <button name="step" value="erase">Erase</button>
                </form>
                <form><p hidden><input name="email" required></p><button>Find</button></form>
                <form><input name="words" required><button>Search</button></form>
                <form><input name="link" required><button type="button">Copy</button></form>
                <details><summary>More</summary>Words</details>
                <a class="button" href="/there-is-no-such-page/">On</a>
            </main>
            """
        )

    assert list(faults_of(page, open_screen, set())) == [
        "“On”: it answers 404",
        "“Download”: the browser keeps it back because of reason",
        "“Erase”: the browser keeps it back because of reason",
        "“Find”: the browser keeps it back because of email",
        "“Copy”: nothing happens",
    ]
