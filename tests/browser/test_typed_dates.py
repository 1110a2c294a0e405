"""A date that is typed or clicked in an editor means what its help text says."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from consultation.pages.models import ConsultationPage
from consultation.workflow.models import PrivatePreview
from tests.browser.conftest import OpenBrowser
from tests.browser.staff import expect_message, open_editor, sign_in
from tests.factories import ConsultationPageFactory, SectionPageFactory

pytestmark = pytest.mark.django_db(transaction=True)


def saved_dates(page: Page, consultation: ConsultationPage) -> tuple[str, str]:
    """Save a draft and return when it opens and closes."""
    page.get_by_role("button", name="Save draft").click()
    expect_message(page, consultation.title)
    consultation.refresh_from_db()
    draft = consultation.get_latest_revision_as_object()
    opens, closes = (timezone.localtime(at) for at in (draft.opens_at, draft.closes_at))
    return f"{opens:%Y-%m-%d %H:%M}", f"{closes:%Y-%m-%d %H:%M}"


def test_a_date_typed_without_a_time(open_browser: OpenBrowser) -> None:
    consultation = ConsultationPageFactory(opens_at=None, closes_at=None)
    page = open_browser()
    sign_in(page, "Editor")
    open_editor(page, f"/admin/pages/{consultation.pk}/edit/")
    for name, typed in (("Opens", "2027-10-01"), ("Closes", "31/10/2027")):
        field = page.get_by_role("textbox", name=name)
        field.press_sequentially(typed)
        field.press("Tab")
    assert saved_dates(page, consultation) == ("2027-10-01 00:00", "2027-10-31 23:59")


def test_a_day_clicked_in_the_calendar(open_browser: OpenBrowser) -> None:
    consultation = ConsultationPageFactory(opens_at=None, closes_at=None)
    page = open_browser()
    sign_in(page, "Editor")
    open_editor(page, f"/admin/pages/{consultation.pk}/edit/")
    today = f"{timezone.localtime():%Y-%m-%d}"
    for name in ("Opens", "Closes"):
        page.get_by_role("textbox", name=name).click()
        page.locator(".xdsoft_datetimepicker:visible .xdsoft_date.xdsoft_today").click()
        page.get_by_role("textbox", name="Reason for changing the dates").click()
    assert saved_dates(page, consultation) == (f"{today} 00:00", f"{today} 23:59")


def test_an_end_date_typed_as_people_write_it(open_browser: OpenBrowser) -> None:
    section = SectionPageFactory()
    section.save_revision()
    end = timezone.localdate() + timedelta(days=3)
    page = open_browser()
    sign_in(page, "Editor")
    page.goto(f"/admin/private-previews/page/{section.pk}/")
    page.get_by_role("textbox", name="Shared with").fill("The board")
    field = page.get_by_role("textbox", name="End date")
    field.fill(f"{end:%d/%m/%Y}")
    field.press("Tab")
    page.get_by_role("button", name="Create link").click()
    expect_message(page, "Private preview created")
    assert timezone.localtime(PrivatePreview.objects.get().ends_at).date() == end
