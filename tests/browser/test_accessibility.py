"""What axe finds on the public pages, on a phone and on a desktop: nothing."""

import pytest

from tests.browser.axe import findings
from tests.browser.conftest import OpenBrowser
from tests.browser.screens import SCREENS, demo_addresses

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WIDTHS = (360, 1280)


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(open_browser: OpenBrowser, name: str) -> None:
    page = open_browser()
    SCREENS[name](page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page) == []


def test_axe_finds_nothing_on_the_demonstration(open_browser: OpenBrowser) -> None:
    page = open_browser()
    for address in demo_addresses():
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert (address, findings(page)) == (address, [])


def test_axe_itself_finds_a_fault(open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto("/there-is-no-such-page/")
    page.evaluate("document.querySelector('main').innerHTML = '<input>'")
    found = " ".join(findings(page))
    assert "label" in found
    assert "page-has-heading-one" in found
