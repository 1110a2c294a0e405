"""The ledger: whatever happens to a response, it is accounted for, and a loss is named."""

from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from consultation.responses.ledger import read_ledger
from consultation.responses.models import LedgerEntry, Response, Status
from consultation.responses.services import change_status, erase
from home.demo.services import load_examples, remove_examples
from ideas.deletion import on_purpose
from tests.factories import SectionPageFactory, answer, feedback_form, make_user
from tests.responses.actions import sign_in, store, table, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def check() -> tuple[bool, str]:
    """Run the command and return whether the ledger adds up, and everything it said."""
    out, err = StringIO(), StringIO()
    try:
        call_command("check_ledger", stdout=out, stderr=err)
    except CommandError as error:
        return False, f"{out.getvalue()}{err.getvalue()}{error}"
    assert not err.getvalue()
    return True, out.getvalue()


def four(page: Page) -> dict[str, Response]:
    """Return a response of each status."""
    analyst = make_user("Administrator")
    responses = {status: store(page, summary=status) for status in Status.values}
    change_status([responses[Status.QUARANTINED]], Status.QUARANTINED, "Odd", analyst)
    change_status([responses[Status.EXCLUDED]], Status.EXCLUDED, "A test of ours", analyst)
    erase([responses[Status.ERASED]], "Asked for", analyst)
    return {status: Response.objects.get(pk=each.pk) for status, each in responses.items()}


def test_an_empty_ledger_adds_up() -> None:
    assert check() == (True, "There are no responses yet.\n" + ADDS_UP)


ADDS_UP = "The ledger adds up: every response is accounted for.\n"


def test_each_response_is_counted_once_under_its_status(page: Page) -> None:
    four(page)
    (consultation,) = read_ledger()
    (line,) = consultation.pages
    assert (line.received, line.difference) == (4, 0)
    assert line.statuses == dict.fromkeys(Status.values, 1)
    adds_up, said = check()
    assert adds_up
    assert "4 received = 1 counted + 1 in quarantine + 1 excluded + 1 erased" in said
    assert said.endswith(ADDS_UP)


def test_an_answer_sent_by_a_browser_is_entered_once_even_if_sent_twice(
    client: Client, page: Page, settings: Any
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 0
    for _ in range(2):
        answer(client, page, summary="A summary", role="Local authority leadership")
    assert LedgerEntry.objects.count() == Response.objects.count()
    assert check()[0]


def test_what_waits_in_quarantine_from_the_start_is_entered_so(
    client: Client, page: Page, settings: Any
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 3600
    answer(client, page, summary="A summary", role="Local authority leadership")
    assert LedgerEntry.objects.get().after == Status.QUARANTINED
    assert check()[0]


def test_going_to_and_fro_leaves_every_step(page: Page) -> None:
    response = store(page, summary="One")
    analyst = make_user("Analyst")
    for status in (Status.EXCLUDED, Status.COUNTED, Status.QUARANTINED, Status.COUNTED):
        change_status([response], status, "Because", analyst)
    steps = LedgerEntry.objects.values_list("before", "after")
    assert list(steps) == [
        ("", "counted"),
        ("counted", "excluded"),
        ("excluded", "counted"),
        ("counted", "quarantined"),
        ("quarantined", "counted"),
    ]
    assert check()[0]


def test_a_removed_row_is_named(page: Page) -> None:
    kept, lost = store(page, summary="Kept"), store(page, summary="Lost")
    Response.objects.filter(pk=lost.pk)._raw_delete("default")
    adds_up, said = check()
    assert not adds_up
    assert f"{lost.reference_text}: received on" in said
    assert f"“Mechanisms” (page {page.pk}), but missing from the responses." in said
    assert kept.reference_text not in said
    assert "2 received = 1 counted" in said
    assert "(stored: 1)" in said
    assert said.endswith("does not add up: 1 difference.")


@pytest.mark.parametrize("status", ["excluded", "quarantined", "erased", "vanished"])
def test_a_status_changed_behind_its_back_is_named(page: Page, status: str) -> None:
    response = store(page, summary="One")
    Response.objects.filter(pk=response.pk).update(status=status)
    adds_up, said = check()
    assert not adds_up
    assert f"{response.reference_text}: “" in said
    assert "but “Counted” in the ledger." in said


def test_a_response_put_in_by_hand_is_named(page: Page) -> None:
    response = store(page, summary="One")
    LedgerEntry.objects.all()._raw_delete("default")
    adds_up, said = check()
    assert not adds_up
    assert f"{response.reference_text}: among the responses to “Mechanisms”" in said


def test_a_response_moved_to_another_page_is_named(page: Page) -> None:
    response, other = store(page, summary="One"), SectionPageFactory()
    Response.objects.filter(pk=response.pk).update(page_pk=other.pk, page=other)
    adds_up, said = check()
    assert not adds_up
    assert f"received for page {page.pk} (“Mechanisms”)" in said


def test_a_line_taken_out_of_the_ledger_is_named(page: Page) -> None:
    response = store(page, summary="One")
    analyst = make_user("Analyst")
    change_status([response], Status.EXCLUDED, "Because", analyst)
    change_status([response], Status.COUNTED, "After all", analyst)
    LedgerEntry.objects.filter(after="excluded")._raw_delete("default")
    adds_up, said = check()
    assert not adds_up
    assert f"{response.reference_text}: a ledger entry of" in said


def test_an_erased_response_with_answers_put_back_is_named(page: Page) -> None:
    erased = four(page)[Status.ERASED]
    Response.objects.filter(pk=erased.pk).update(form_data={"summary": "Back"})
    adds_up, said = check()
    assert not adds_up
    assert f"{erased.reference_text}: marked as erased, but still holds answers." in said


def test_many_differences_are_counted_and_the_first_named(page: Page) -> None:
    for number in range(5):
        store(page, summary=f"Number {number}")
    Response.objects.all()._raw_delete("default")
    err = StringIO()
    with pytest.raises(CommandError, match="5 differences"):
        call_command("check_ledger", "--most=2", stdout=StringIO(), stderr=err)
    assert err.getvalue().count("missing from the responses") == 2
    assert "And 3 more." in err.getvalue()


def test_a_page_deleted_behind_the_admins_back_keeps_its_line(page: Page) -> None:
    four(page)
    with on_purpose("Behind the admin’s back"):
        page.delete()
    (consultation,) = read_ledger()
    assert [line.title for line in consultation.pages] == ["Mechanisms (deleted)"]
    assert check()[0]


def test_each_consultation_has_its_own_sum(page: Page) -> None:
    other = SectionPageFactory(blocks=[feedback_form()])
    four(page)
    key = other.consultation.pk
    Response.objects.update(consultation_pk=page.consultation.pk)
    LedgerEntry.objects.update(consultation_pk=page.consultation.pk)
    assert [each.received for each in read_ledger(page.consultation.pk)] == [4]
    assert not read_ledger(key)


def test_made_up_responses_come_and_go_without_a_trace(page: Page) -> None:
    store(page, summary="A real one")
    load_examples([page], number=5)
    assert check()[0]
    assert LedgerEntry.objects.count() == 6
    remove_examples()
    assert LedgerEntry.objects.count() == Response.objects.count() == 1
    assert check()[0]


def test_a_failure_while_storing_leaves_no_line(page: Page, monkeypatch: Any) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("consultation.responses.services.add_counts", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        store(page, summary="One")
    assert not Response.objects.exists()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("number", [1, 10])
def test_the_figures_take_three_queries(
    page: Page, number: int, django_assert_num_queries: Any
) -> None:
    for _ in range(number):
        store(SectionPageFactory(blocks=[feedback_form()]), summary="One")
    with django_assert_num_queries(3):
        read_ledger()


URL = "/admin/responses/ledger/"


def test_screen_says_when_there_are_no_responses(analyst: Client) -> None:
    assert "There are no responses yet." in text_of(analyst.get(URL))


def test_screen_shows_each_page_and_the_sum(analyst: Client, page: Page) -> None:
    store(page, summary="One")
    change_status([store(page, summary="Two")], Status.EXCLUDED, "Ours", make_user("Reviewer"))
    rows = table(analyst.get(URL))
    assert rows == [
        {
            "Page": f"Mechanisms page {page.pk}",
            "Received": "2",
            "Counted": "1",
            "In quarantine": "0",
            "Excluded": "1",
            "Erased": "0",
        }
    ]


def test_screen_says_why_responses_are_excluded(analyst: Client, page: Page) -> None:
    person = make_user("Reviewer")
    for reason in ("Sent twice", "sent twice.", "Sent twice", "Not about this"):
        change_status([store(page, summary=reason)], Status.EXCLUDED, reason, person)
    shown = text_of(analyst.get(URL))
    assert "Why responses are excluded Sent twice: 3 Not about this: 1" in shown


def test_numbers_on_screen_lead_to_the_responses_behind_them(
    client: Client, analyst: Client, page: Page, settings: Any
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 0
    answer(client, page, summary="A summary", role="Local authority leadership")
    links = [
        (link["aria-label"], link["href"])
        for link in BeautifulSoup(analyst.get(URL).content, "html.parser").select(".ledger a")
    ]
    consultation = page.get_parent()
    assert links == [
        ("1 counted, Mechanisms", f"/admin/all-responses/?page={page.pk}&status=counted"),
        (
            f"1 counted, {consultation.title}",
            f"/admin/all-responses/?consultation={consultation.pk}&status=counted",
        ),
    ]


def test_screen_says_when_the_ledger_does_not_add_up(analyst: Client, page: Page) -> None:
    response = store(page, summary="One")
    store(page, summary="Two")
    Response.objects.filter(pk=response.pk)._raw_delete("default")
    shown = text_of(analyst.get(URL))
    assert "The ledger does not add up here: 2 received, 1 stored." in shown
    LedgerEntry.objects.filter(reference=response.reference)._raw_delete("default")
    assert "does not add up" not in text_of(analyst.get(URL))


def test_only_those_who_read_responses_find_the_ledger_in_the_menu() -> None:
    for role, sees in (("Analyst", True), ("Administrator", True), ("Publisher", False)):
        home = sign_in(role).get(reverse("wagtailadmin_home")).content.decode()
        assert (URL in home) is sees, role


def test_queries_of_the_screen_do_not_grow_with_pages(analyst: Client) -> None:
    numbers = []
    for more in (1, 9):
        for _ in range(more):
            store(SectionPageFactory(blocks=[feedback_form()]), summary="One")
        analyst.get(URL)
        with CaptureQueriesContext(connection) as queries:
            analyst.get(URL)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
