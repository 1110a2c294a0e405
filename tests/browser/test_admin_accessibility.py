"""What axe finds in the admin's screens that are the portal's own: nothing.

Wagtail's frame around them (menu, header, filters) is Wagtail's to mend.
"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from consultation.responses.models import Response, Status
from consultation.responses.services import change_status
from home.demo.load import load_demo
from ideas.models import Theme
from tests.browser.axe import findings
from tests.browser.conftest import OpenBrowser
from tests.browser.staff import sign_in
from tests.factories import (
    AreaFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    make_user,
    reword,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def forms_index(response: Response) -> str:
    return reverse("wagtailforms:index")


def responses_of_a_page(response: Response) -> str:
    return reverse("wagtailforms:list_submissions", args=[response.page_id])


def all_responses(response: Response) -> str:
    return "/admin/all-responses/"


def reading(response: Response) -> str:
    return reverse("responses:read", args=[response.pk])


def changing_the_status(response: Response) -> str:
    return f"{reverse('responses:change_status')}?selected-submissions={response.pk}"


def exporting_a_list(response: Response) -> str:
    return f"{responses_of_a_page(response)}?export=choose&status=listed"


def exporting_all(response: Response) -> str:
    return "/admin/all-responses/?export=choose"


def exporting_one(response: Response) -> str:
    return reverse("responses:export_one", args=[response.pk])


def erasing(response: Response) -> str:
    address = reverse("wagtailforms:delete_submissions", args=[response.page_id])
    return f"{address}?selected-submissions={response.pk}"


@pytest.mark.parametrize(
    "screen",
    [
        forms_index,
        responses_of_a_page,
        all_responses,
        reading,
        changing_the_status,
        exporting_a_list,
        exporting_all,
        exporting_one,
        erasing,
    ],
)
def test_axe_finds_nothing(
    open_browser: OpenBrowser, client: Client, screen: Callable[[Response], str]
) -> None:
    section = SectionPageFactory(blocks=[feedback_form()])
    for _ in range(2):
        response = answer(client, section)
    change_status([response], Status.QUARANTINED, "Looks like a copy", make_user("superuser"))
    page = open_browser()
    sign_in(page, "Administrator")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(screen(response), wait_until="networkidle")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert findings(page, inside="main") == []


def test_axe_finds_nothing_in_what_was_said_about_ideas(open_browser: OpenBrowser) -> None:
    load_demo()
    theme = Theme.objects.in_order().first()
    assert theme
    idea = theme.ideas.first()
    assert idea
    reword(idea, statement="in other words")
    page = open_browser()
    sign_in(page, "Analyst")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for name, arguments, words in (
            ("ideas_said", [], theme.title),
            ("idea_results", ["theme", theme.code], theme.title),
            ("idea_results", ["idea", idea.code], "Words in which it was asked about"),
        ):
            page.goto(reverse(f"responses:{name}", args=arguments))
            expect(page.get_by_text(words).first).to_be_visible()
            page.evaluate(
                "document.querySelectorAll('details').forEach((each) => each.open = true)"
            )
            assert findings(page, inside="main") == []


def test_axe_finds_nothing_where_ideas_are_sent_for_review(open_browser: OpenBrowser) -> None:
    area = AreaFactory(live=False)
    page = open_browser()
    sign_in(page, "Editor")
    page.goto(f"/admin/bulk/ideas/area/submit_for_review/?id={area.pk}")
    expect(page.get_by_label("Send all themes and ideas below along")).to_be_checked()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page, inside="main") == []
