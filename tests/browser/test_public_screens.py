"""Every public screen: axe finds nothing, the browser complains of nothing, it fits a phone.

All of it at one visit, since to make a screen takes longer than to look at it.
"""

import pytest

from tests.browser.axe import findings
from tests.browser.complaints import Watch, expect_quiet
from tests.browser.conftest import OpenBrowser
from tests.browser.content import made_once
from tests.browser.overflow import lengthen_words, too_wide
from tests.browser.screens import SCREENS, demo_addresses

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen(open_browser: OpenBrowser, watch: Watch, name: str) -> None:
    page = open_browser(360)
    SCREENS[name](page)
    page.wait_for_load_state()
    assert page.context.cookies() == [] or name == "password_page"
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page) == []
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert too_wide(page) == []
    # Wherever an editor writes, a word may be longer than a phone is wide.
    assert lengthen_words(page) > 0
    assert too_wide(page) == []
    # By now whatever is late has come.
    expect_quiet(watch)


def test_the_demonstration(open_browser: OpenBrowser, watch: Watch) -> None:
    page = open_browser()
    for address in made_once(demo_addresses):
        page.goto(address)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert (address, findings(page)) == (address, [])
        page.set_viewport_size({"width": 320, "height": 640})
        assert (address, too_wide(page)) == (address, [])
        assert lengthen_words(page) > 0
        assert (address, too_wide(page)) == (address, [])
    expect_quiet(watch)
    assert page.context.cookies() == []


def test_axe_itself_finds_a_fault(open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto("/there-is-no-such-page/")
    page.evaluate("document.querySelector('main').innerHTML = '<input>'")
    found = " ".join(findings(page))
    assert "label" in found
    assert "page-has-heading-one" in found
