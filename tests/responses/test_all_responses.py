"""All responses across pages: to list, search, filter, read and export, and nothing else."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from consultation.common.csv_safety import unguard
from consultation.responses.models import Response, Status
from tests.factories import SectionPageFactory, feedback_form, make_user, question
from tests.responses.actions import read_url, sign_in, store, was_refused
from tests.responses.export_readers import content, csv_rows, xlsx_rows

pytestmark = pytest.mark.django_db

ALL = "/admin/all-responses/"


def rows(client: Client, query: str = "") -> list[Tag]:
    """Return the rows of the list, in order."""
    response = client.get(ALL + query)
    assert response.status_code == 200
    html = BeautifulSoup(response.content, "html.parser")
    return [row for row in html.select("tr") if row.select_one("td.field-reference_text")]


def references(client: Client, query: str = "") -> list[str]:
    """Return the references in the list, in order."""
    return [
        row.select_one("td.field-reference_text").get_text().split()[0]
        for row in rows(client, query)
    ]


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    """Return the rows of the CSV export, whose references must be those of the XLSX export."""
    from_csv = csv_rows(content(client.get(f"{ALL}?export=csv{query}")))
    from_xlsx = xlsx_rows(content(client.get(f"{ALL}?export=xlsx{query}")))
    assert [row["Reference"] for row in from_csv] == [row["Reference"] for row in from_xlsx]
    return from_csv


@pytest.fixture
def other() -> Page:
    """Return another page, with a form of its own."""
    return SectionPageFactory(
        title="Zürich",
        blocks=[
            feedback_form(
                question("short_text", "summary", "In one line"),
                question("long_text", "more", "Details"),
            )
        ],
    )


@pytest.fixture
def three(page: Page, other: Page) -> list[Response]:
    """Return three responses to two pages, the newest first."""
    now = timezone.now()
    return [
        store(other, now, summary="Newest Straße", more="Much more"),
        store(page, now - timedelta(hours=1), summary="Middle", role="Leader", details="Some"),
        store(page, now - timedelta(hours=2), summary="Oldest", role="Analyst"),
    ]


def test_all_pages_are_in_one_list_the_newest_first(analyst: Client, three: list[Response]) -> None:
    assert references(analyst) == [response.reference_text for response in three]


def test_a_row_says_what_it_is(analyst: Client, three: list[Response]) -> None:
    row = rows(analyst)[1].get_text(" ")
    for text in (three[1].reference_text, "Mechanisms", "Leader", "Counted"):
        assert text in row


def test_each_row_has_a_button_to_read_and_no_other(
    administrator: Client, three: list[Response]
) -> None:
    for row, response in zip(rows(administrator), three, strict=True):
        assert [str(link["href"]) for link in row.select("a")] == [
            f"{read_url(response)}?list_of=all"
        ]
    html = administrator.get(ALL).content.decode()
    assert "all-responses/create" not in html


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("middle", [1]),
        ("MIDDLE", [1]),
        ("strasse", [0]),
        ("STRASSE newest", [0]),
        ("mechanisms", [1, 2]),
        ("mechanisms oldest", [2]),
        ("Zürich", [0]),
        ("zürich much", [0]),
        ("zürich oldest", []),
        ("%", []),
    ],
)
def test_words_are_found_in_answers_and_titles(
    analyst: Client, three: list[Response], words: str, places: list[int]
) -> None:
    expected = [three[place].reference_text for place in places]
    assert references(analyst, f"?q={words.replace('%', '%25')}") == expected


def test_a_reference_is_found_as_it_is_shown_and_as_it_is_typed(
    analyst: Client, three: list[Response]
) -> None:
    shown = three[1].reference_text
    for typed in (shown, shown.lower(), shown.replace("-", ""), shown.replace("-", "+")):
        assert references(analyst, f"?q={typed}") == [shown]


def test_the_list_is_filtered_by_status_and_date(analyst: Client, three: list[Response]) -> None:
    Response.objects.filter(pk=three[0].pk).update(status=Status.QUARANTINED)
    Response.objects.filter(pk=three[2].pk).update(submit_time=timezone.now() - timedelta(days=400))
    assert references(analyst, "?status=quarantined") == [three[0].reference_text]
    assert references(analyst, "?status=counted") == [
        three[1].reference_text,
        three[2].reference_text,
    ]
    start = timezone.localdate() - timedelta(days=300)
    assert len(references(analyst, f"?submit_time_from={start}")) == 2


def test_the_list_has_pages(analyst: Client, page: Page) -> None:
    for number in range(51):
        store(page, summary=f"Answer {number}")
    assert len(references(analyst)) == 50
    assert len(set(references(analyst)) | set(references(analyst, "?p=2"))) == 51


def test_of_an_erased_response_only_the_fact_is_left(
    administrator: Client, analyst: Client, three: list[Response]
) -> None:
    gone = three[1]
    url = f"/admin/responses/erase/?selected-submissions={gone.pk}"
    administrator.post(url, {"reason": "They asked us to"})
    assert gone.reference_text in references(analyst)
    assert "Middle" not in str(exported(analyst))
    assert references(analyst, "?q=middle") == []


def test_the_export_has_every_page_and_every_question(
    analyst: Client, three: list[Response]
) -> None:
    newest, middle, oldest = exported(analyst)
    assert [row["Page"] for row in (newest, middle, oldest)] == [
        "Zürich",
        "Mechanisms",
        "Mechanisms",
    ]
    # One key on two pages is two questions; one wording is one column.
    assert newest["In one line"] == "Newest Straße"
    assert newest["Brief summary"] == ""
    assert middle["Brief summary"] == "Middle"
    assert middle["In one line"] == ""
    assert newest["Details"] == "Much more"
    assert middle["Details"] == "Some"


def test_the_export_is_narrowed_as_the_list_is(analyst: Client, three: list[Response]) -> None:
    (row,) = exported(analyst, "&q=oldest")
    assert row["Brief summary"] == "Oldest"
    assert len(exported(analyst, "&status=excluded")) == 0


def test_the_export_guards_formulas_in_titles_and_answers(analyst: Client) -> None:
    page = SectionPageFactory(title="=1+1", blocks=[feedback_form()])
    store(page, summary='=HYPERLINK("https://example.org")')
    (row,) = exported(analyst)
    assert row["Page"] == "'=1+1"
    assert unguard(row["Brief summary"]) == '=HYPERLINK("https://example.org")'


def test_the_export_needs_its_own_right(three: list[Response]) -> None:
    reader = make_user(username="reader")
    reader.user_permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(codename="view_response"),
    )
    client = Client()
    client.force_login(reader)
    assert len(references(client)) == 3
    assert "export=csv" not in client.get(ALL).content.decode()
    for ending in ("csv", "xlsx"):
        assert was_refused(client.get(f"{ALL}?export={ending}"))


def test_who_may_export_finds_the_buttons(analyst: Client, three: list[Response]) -> None:
    html = analyst.get(ALL).content.decode()
    assert "export=csv" in html
    assert "export=xlsx" in html


@pytest.mark.parametrize("role", ["Analyst", "Administrator", "superuser"])
@pytest.mark.parametrize("address", ["create/", "edit/{}/", "delete/{}/", "history/{}/"])
def test_no_address_adds_changes_or_deletes(three: list[Response], role: str, address: str) -> None:
    client = sign_in(role)
    url = ALL + address.format(three[0].pk)
    for answer in (client.get(url), client.post(url, {"page_title": "Changed"})):
        assert was_refused(answer) or answer.status_code == 404
    assert Response.objects.count() == 3
    assert not Response.objects.filter(page_title="Changed").exists()


def test_an_empty_list_is_no_error(analyst: Client) -> None:
    assert references(analyst) == []
    assert exported(analyst) == []
