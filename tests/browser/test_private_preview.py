"""An editor shows a draft to someone outside, who reads it and tries its form, until the end."""

import pytest
from playwright.sync_api import expect

from consultation.responses.models import Response
from tests.browser.axe import findings
from tests.browser.conftest import OpenBrowser
from tests.browser.staff import in_actions, sign_in
from tests.factories import SectionPageFactory, feedback_form
from tests.previews.actions import draft

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_link_to_its_end(open_browser: OpenBrowser) -> None:
    section = SectionPageFactory(
        title="Mechanisms", summary="As published", blocks=[feedback_form()]
    )
    draft(section, summary="Still a secret")
    desk = open_browser()
    sign_in(desk, "Editor")
    desk.goto(f"/admin/pages/{section.pk}/edit/")
    in_actions(desk, desk.get_by_role("link", name="Private preview…")).click()
    expect(desk.get_by_label("Shared with")).to_be_visible()
    assert findings(desk, inside="main") == []
    desk.get_by_label("Shared with").fill("Dr Ada Green")
    desk.get_by_role("button", name="Create link").click()
    address = desk.get_by_label("Address of the private preview").input_value()
    # Not the message above, which Wagtail fades in.
    assert findings(desk, inside="main .nice-padding") == []

    # Someone without an account, and without JavaScript.
    reader = open_browser(360, java_script_enabled=False)
    reader.goto(address)
    expect(reader.get_by_text("Still a secret")).to_be_visible()
    expect(reader.get_by_role("complementary", name="Private preview")).to_contain_text(
        "Do not share it."
    )
    reader.get_by_role("textbox", name="Brief summary").fill("Only trying")
    reader.get_by_role("button", name="Submit feedback").click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("nothing was stored")
    assert reader.context.cookies() == []
    assert not Response.objects.exists()

    looking = open_browser(360)
    looking.goto(address)
    assert findings(looking) == []

    desk.get_by_role("link", name="End link now").click()
    desk.get_by_role("button", name="End link now").click()
    expect(desk.get_by_text("This link has ended")).to_be_visible()
    looking.reload()
    expect(looking.get_by_role("heading", level=1)).to_contain_text("no longer works")
    assert findings(looking) == []

    desk.set_viewport_size({"width": 360, "height": 800})
    for screen in ("/admin/private-previews/", "/admin/handbook/show-a-draft/", "/admin/"):
        desk.goto(screen, wait_until="networkidle")
        assert findings(desk, inside="main") == [], screen
