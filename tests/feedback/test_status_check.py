"""The check of a response: the reference shows whether it was counted, but no content."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from consultation.pages.models import SectionPage
from consultation.responses.models import Response, Status
from consultation.responses.services import change_status, erase
from tests.factories import SectionPageFactory, answer, feedback_form, make_user
from tests.feedback.screens import error_summary, screen

pytestmark = pytest.mark.django_db

ANSWERS = {
    "summary": "My very own summary",
    "details": "My very own details",
    "role": "Local authority leadership",
    "organisation": "My very own council",
    "email": "ada@example.org",
}


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(title="On a shared centre", blocks=[feedback_form()])


@pytest.fixture
def record(client: Client, page: SectionPage, settings: object) -> Response:
    settings.PORTAL_MINIMUM_SECONDS = 0  # type: ignore[attr-defined]
    return answer(client, page, **ANSWERS)


def look_up(client: Client, reference: str | None = None) -> HttpResponse:
    query = {} if reference is None else {"reference": reference}
    return client.get(reverse("respond:status_check"), query)


def facts(response: HttpResponse) -> dict[str, str]:
    shown = screen(response)
    names = [name.get_text(strip=True) for name in shown.select(".counted dt")]
    values = [" ".join(value.get_text().split()) for value in shown.select(".counted dd")]
    return dict(zip(names, values, strict=True))


def test_it_says_when_and_for_which_page_and_that_it_counts(
    client: Client, record: Response
) -> None:
    found = facts(look_up(client, record.reference_text))
    assert found["Reference"] == record.reference_text
    assert str(record.submit_time.year) in found["Received"]
    assert found["Page"] == "On a shared centre"
    assert found["Status"].startswith("Counted.")


@pytest.mark.parametrize(
    ("status", "words"), [(Status.QUARANTINED, "Waiting."), (Status.EXCLUDED, "Not counted.")]
)
def test_it_says_so_when_it_waits_or_is_left_out(
    client: Client, record: Response, status: Status, words: str
) -> None:
    change_status([record], status, "A secret reason", make_user("Analyst"))
    answer = look_up(client, record.reference_text)
    assert facts(answer)["Status"].startswith(words)
    assert "secret" not in answer.content.decode()


def test_it_says_so_when_it_was_erased(client: Client, record: Response) -> None:
    erase([record], "A secret reason", make_user("Administrator"))
    answer = look_up(client, record.reference_text)
    assert facts(answer)["Status"].startswith("Erased.")
    assert "secret" not in answer.content.decode()


@pytest.mark.parametrize("shape", ["lower", "spaces", "no hyphen"])
def test_it_takes_a_reference_as_people_type_it(
    client: Client, record: Response, shape: str
) -> None:
    text = record.reference_text
    typed = {"lower": text.lower(), "spaces": f" {text.replace('-', ' ')} ", "no hyphen": ""}
    found = facts(look_up(client, typed[shape] or text.replace("-", "")))
    assert found["Reference"] == text


def test_it_shows_nothing_of_the_content(client: Client, record: Response) -> None:
    html = look_up(client, record.reference_text).content.decode()
    for text in ANSWERS.values():
        assert text not in html


@pytest.mark.parametrize("typed", ["", "BBBBB-BBBBB", "x" * 5000, "' OR 1=1 --", "%"])
def test_an_unknown_reference_is_reported_kindly_and_kept(
    client: Client, record: Response, typed: str
) -> None:
    answer = look_up(client, typed)
    assert answer.status_code == 200
    assert list(error_summary(answer)) == ["id_reference"]
    assert not facts(answer)
    field = screen(answer).select_one("#id_reference")
    assert field["aria-invalid"] == "true"
    assert field.get("value", "") == typed


def test_the_empty_form_shows_no_error(client: Client) -> None:
    answer = look_up(client)
    assert not error_summary(answer)
    assert not facts(answer)


def test_it_is_not_cached_not_indexed_and_not_sent_to_other_sites(
    client: Client, record: Response
) -> None:
    answer = look_up(client, record.reference_text)
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_it_asks_the_database_once_for_the_response(
    client: Client, record: Response, django_assert_max_num_queries: object
) -> None:
    look_up(client, record.reference_text)
    with django_assert_max_num_queries(3) as captured:  # type: ignore[operator]
        look_up(client, record.reference_text)
    asked = [q["sql"] for q in captured.captured_queries if "responses_response" in q["sql"]]
    assert len(asked) == 1
    assert "form_data" not in asked[0]


def test_the_receipt_and_every_page_lead_there(
    client: Client, page: SectionPage, record: Response
) -> None:
    address = reverse("respond:status_check")
    receipt = client.get(reverse("respond:receipt", args=[record.reference_text]))
    for shown in (receipt, client.get(page.url)):
        assert screen(shown).select_one(f'a[href="{address}"]')
