"""Narrowing both lists: consultation, page, theme, idea, free text, source; reading on in them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from consultation.responses.database import ensure_search_index
from consultation.responses.models import Response, ResponseIdea, Source, Status
from consultation.responses.services import change_status, erase
from ideas.deletion import on_purpose
from tests.factories import (
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    answer,
    feedback_form,
    make_user,
    question,
)
from tests.responses.actions import list_url, read_url, sign_in, store
from tests.responses.export_readers import content, csv_rows

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ALL = "/admin/all-responses/"


def found(client: Client, url: str) -> list[str]:
    """Return the references in a short list, in order; as many as it says there are."""
    response = client.get(url)
    html = BeautifulSoup(response.content, "html.parser")
    links = html.select("td.title .title-wrapper a")
    assert response.context["paginator"].count == len(links)
    return [link.get_text(strip=True) for link in links]


def both(client: Client, page: Page, query: str) -> list[str]:
    """Return what a query leaves in both lists and in the export, which must be the same."""
    of_page, of_all = found(client, list_url(page) + query), found(client, ALL + query)
    exported = csv_rows(content(client.get(f"{ALL}{query}&export=csv")))
    assert of_page == of_all == [row["Reference"] for row in exported]
    return of_page


@pytest.fixture
def judged() -> Any:
    """Return a page that asks to judge two ideas of two themes."""
    first, second = IdeaFactory(statement="open data"), IdeaFactory(statement="shared tools")
    page = SectionPageFactory(
        title="On ideas",
        blocks=[
            feedback_form(
                question("idea_judgement", "judge", "Judge", ideas=[first.pk, second.pk]),
                question("short_text", "summary", "In short"),
                question("short_text", "name", "Your name", personal=True),
            )
        ],
    )
    return page, first, second


def test_responses_are_found_by_idea_and_by_its_theme(analyst: Client, judged: Any) -> None:
    page, first, second = judged
    about_first = store(page, judge={first.code: {"sound": "Agree"}})
    about_both = store(
        page, judge={first.code: {"useful": "Agree"}, second.code: {"comment": "Not yet"}}
    )
    store(page, summary="About none")
    references = [about_both.reference_text, about_first.reference_text]
    assert both(analyst, page, f"?idea={first.code}") == references
    assert both(analyst, page, f"?idea={second.code}") == references[:1]
    assert both(analyst, page, f"?theme={first.theme.row_key}") == references
    assert both(analyst, page, f"?theme={second.theme.row_key}") == references[:1]
    assert both(analyst, page, f"?idea={first.code}&theme={second.theme.row_key}") == references[:1]


def test_those_about_an_idea_are_counted_page_by_page(analyst: Client, judged: Any) -> None:
    page, first, second = judged
    asking = question("idea_judgement", "judge", "Judge", ideas=[first.pk])
    other = SectionPageFactory(blocks=[feedback_form(asking, question("role", "role"))])
    here = [store(page, judge={first.code: {"sound": "Agree"}}) for _ in range(2)]
    there = store(other, judge={first.code: {"sound": "Agree"}}, role="Leader")
    of_all = [each.reference_text for each in (there, *reversed(here))]
    for narrowed in (f"idea={first.code}", f"theme={first.theme.row_key}"):
        assert found(analyst, f"{ALL}?{narrowed}") == of_all
        assert found(analyst, f"{ALL}?{narrowed}&page={page.pk}") == of_all[1:]
        assert found(analyst, f"{ALL}?{narrowed}&page={other.pk}") == of_all[:1]
        assert found(analyst, f"{ALL}?{narrowed}&role=Leader") == of_all[:1]
        assert found(analyst, f"{list_url(page)}?{narrowed}") == of_all[1:]
        assert found(analyst, f"{list_url(other)}?{narrowed}&role=Leader") == of_all[:1]
        assert found(analyst, f"{list_url(other)}?{narrowed}&q=nowhere") == []
    assert found(analyst, f"{ALL}?idea={first.code}&theme={second.theme.row_key}") == []
    change_status(here[:1], Status.EXCLUDED, "Sent twice", make_user("superuser"))
    assert found(analyst, f"{ALL}?idea={first.code}") == of_all
    assert found(analyst, f"{ALL}?idea={first.code}&status=counted") == of_all[:2]


def test_a_scored_theme_is_found_as_well(analyst: Client) -> None:
    theme = ThemeFactory()
    page = SectionPageFactory(
        blocks=[feedback_form(question("idea_scoring", "score", "Score", subject="themes"))]
    )
    scored = store(page, score={theme.row_key: {"usefulness": 4}})
    assert both(analyst, page, f"?theme={theme.row_key}") == [scored.reference_text]


def test_free_text_is_what_someone_wrote_that_is_not_personal(analyst: Client, judged: Any) -> None:
    page, first, _ = judged
    wrote = store(page, summary="In my words")
    commented = store(page, judge={first.code: {"comment": "Because"}})
    ticked = store(page, judge={first.code: {"sound": "Agree"}}, name="Ada")
    assert both(analyst, page, "?has_text=1") == [
        commented.reference_text,
        wrote.reference_text,
    ]
    assert both(analyst, page, "?has_text=0") == [ticked.reference_text]


def test_it_is_noted_when_a_browser_sends_an_answer(
    client: Client, analyst: Client, page: Page, settings: Any
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 0
    sent = answer(client, page, summary="A summary", role="Local authority leadership")
    assert both(analyst, page, "?has_text=1&source=form") == [sent.reference_text]
    assert both(analyst, page, "?source=letter") == []


def test_an_erased_response_is_about_nothing(administrator: Client, judged: Any) -> None:
    page, first, _ = judged
    response = store(page, judge={first.code: {"comment": "Because"}})
    erase([response], "Asked", make_user("Administrator", "other"))
    assert not ResponseIdea.objects.exists()
    assert found(administrator, f"{ALL}?idea={first.code}") == []
    assert found(administrator, f"{ALL}?has_text=1") == []
    assert found(administrator, f"{ALL}?status=erased") == [response.reference_text]


def test_all_are_narrowed_by_consultation_and_page_even_vanished_ones(
    client: Client, analyst: Client, page: Page, settings: Any
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 0
    other = SectionPageFactory(title="Another", blocks=[feedback_form()])
    sent = {
        each.pk: answer(client, each, summary="A summary", role="Local authority leadership")
        for each in (page, other)
    }
    for each in (page, other):
        own = [sent[each.pk].reference_text]
        assert found(analyst, f"{ALL}?page={each.pk}") == own
        assert found(analyst, f"{ALL}?consultation={each.get_parent().pk}") == own
    key = other.pk
    with on_purpose("Behind the admin’s back"):
        other.delete()
    assert found(analyst, f"{ALL}?page={key}") == [sent[key].reference_text]
    html = BeautifulSoup(analyst.get(ALL).content, "html.parser")
    options = {option["value"]: option.get_text() for option in html.select("#id_page option")}
    assert options[str(key)].startswith("Another (")
    assert options[str(page.pk)].startswith("Mechanisms (")


@pytest.mark.parametrize(
    "query",
    ["?page=x", "?idea=none", "?status=odd", "?has_text=2", "?submit_time_from=x", "?ordering=99"],
)
def test_an_odd_filter_breaks_nothing(analyst: Client, page: Page, query: str) -> None:
    store(page, summary="One")
    for url in (ALL, list_url(page)):
        assert analyst.get(url + query).status_code == 200


def test_the_list_is_turned_round(analyst: Client, page: Page) -> None:
    references = [store(page, summary=str(number)).reference_text for number in range(3)]
    assert found(analyst, f"{ALL}?ordering=submit_time") == references
    assert found(analyst, ALL) == references[::-1]


def ways(client: Client, url: str) -> dict[str, str]:
    html = BeautifulSoup(client.get(url).content, "html.parser")
    return {
        link.get_text(strip=True): str(link["href"]) for link in html.select("nav.responses-nav a")
    }


def test_one_reads_on_within_the_list_and_comes_back_to_it(analyst: Client, page: Page) -> None:
    roles = ["Leader", "Analyst", "Leader", "Leader"]
    responses = [store(page, summary=f"Number {n}", role=r) for n, r in enumerate(roles)]
    for url, which in ((ALL, "all"), (list_url(page), str(page.pk))):
        html = analyst.get(f"{url}?role=Leader&q=number").content
        links = BeautifulSoup(html, "html.parser").select("td.title .title-wrapper a")
        middle = str(links[1]["href"])
        assert middle.startswith(read_url(responses[2]))
        query = f"role=Leader&q=number&list_of={which}"
        assert ways(analyst, middle) == {
            "Newer response": f"{read_url(responses[3])}?{query}",
            "Older response": f"{read_url(responses[0])}?{query}",
            "Back to the list": f"{url}?role=Leader&q=number",
        }


@pytest.mark.parametrize("which", ["none", "99999999999999999999", "-1", ""])
def test_a_list_that_is_none_leads_on_within_the_page(
    analyst: Client, page: Page, which: str
) -> None:
    first, second = store(page, summary="One"), store(page, summary="Two")
    assert list(ways(analyst, f"{read_url(first)}?list_of={which}")) == ["Newer response"]
    assert read_url(second) in ways(analyst, f"{read_url(first)}?list_of={which}")["Newer response"]


def test_hits_are_marked_and_nothing_else_is_markup(analyst: Client, page: Page) -> None:
    text = "word " * 100 + "<b>Needle</b> & more " + "word " * 100
    response = store(page, summary="Short", details=text)
    for url in (
        f"{ALL}?q=needle",
        f"{list_url(page)}?q=needle",
        f"{read_url(response)}?list_of=all&q=needle",
    ):
        html = BeautifulSoup(analyst.get(url).content, "html.parser")
        assert [hit.get_text() for hit in html.select("main mark, mark")] == ["Needle"], url
        assert "<b>Needle</b> & more" in html.get_text(), url


def test_no_search_no_mark(analyst: Client, page: Page) -> None:
    response = store(page, summary="Needle")
    for url in (ALL, list_url(page), read_url(response)):
        assert b"<mark>" not in analyst.get(url).content


def test_many_matches_are_counted_to_a_bound(analyst: Client, page: Page, monkeypatch: Any) -> None:
    monkeypatch.setattr("consultation.responses.admin.lists.MOST_MATCHES", 3)
    for number in range(5):
        store(page, summary=f"Needle {number}")
    html = BeautifulSoup(analyst.get(f"{ALL}?q=needle").content, "html.parser")
    assert "More than 3 responses" in " ".join(html.get_text().split())
    assert "5 responses" in " ".join(
        BeautifulSoup(analyst.get(ALL).content, "html.parser").get_text().split()
    )


def test_a_number_of_many_is_kept_and_never_out_of_date(
    analyst: Client, page: Page, monkeypatch: Any
) -> None:
    monkeypatch.setattr("consultation.responses.admin.lists.MANY", 1)
    responses = [store(page, summary=f"Number {number}") for number in range(3)]

    def shown(url: str) -> str:
        return " ".join(BeautifulSoup(analyst.get(url).content, "html.parser").get_text().split())

    def expect(listed: int, counted: int) -> None:
        for _ in range(2):
            assert f"{listed} responses" in shown(ALL)
            assert f"{counted} responses" in shown(f"{ALL}?status=counted")
            assert f"{counted} responses" not in shown(f"{ALL}?status=counted&has_text=0")

    expect(3, 3)
    responses.append(store(page, summary="One more"))
    expect(4, 4)
    change_status(responses[:1], Status.EXCLUDED, "Sent twice", None)
    expect(4, 3)
    with CaptureQueriesContext(connection) as asked:
        analyst.get(ALL)
    counts = [query["sql"] for query in asked if "COUNT(" in query["sql"]]
    assert not [sql for sql in counts if 'FROM "responses_response"' in sql], counts


def test_several_are_excluded_and_restored_from_the_list_of_all(
    analyst: Client, page: Page
) -> None:
    other = SectionPageFactory(blocks=[feedback_form()])
    pair = [store(page, summary="One"), store(other, summary="Two")]
    html = BeautifulSoup(analyst.get(ALL).content, "html.parser")
    form = html.select_one('form[data-controller="w-bulk"]')
    boxes = [box["value"] for box in form.select("input[name=selected-submissions]")]
    assert sorted(boxes) == sorted(str(each.pk) for each in pair)
    for status in (Status.EXCLUDED, Status.COUNTED):
        query = "&".join(f"selected-submissions={pk}" for pk in boxes)
        url = f"{form['action']}?{query}&next={ALL}"
        assert analyst.get(url).status_code == 200
        sent = analyst.post(url, {"status": status, "reason": "A test of ours", "next": ALL})
        assert sent["Location"] == ALL
        assert set(Response.objects.values_list("status", flat=True)) == {status}
        assert len(found(analyst, f"{ALL}?status={status}")) == 2


def test_a_short_word_and_a_part_of_one_are_found(analyst: Client, page: Page) -> None:
    store(page, summary="Ti and tea", details="日本語の文")
    for words in ("ti", "t", "ea", "日本", "語", "nd t", "100%", '"', "'", "\\", "a*", "NOT tea"):
        expected = all(word.casefold() in "ti and tea\n日本語の文" for word in words.split())
        assert bool(found(analyst, f"{ALL}?q={words.replace('%', '%25')}")) is expected, words


def test_the_index_is_made_again_when_its_triggers_are_gone(analyst: Client, page: Page) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in ("added", "removed", "changed"):
                cursor.execute(f"DROP TRIGGER responses_search_{name}")
    store(page, summary="Needle")
    ensure_search_index()
    ensure_search_index()
    assert len(found(analyst, f"{ALL}?q=needle")) == 1
    erase(Response.objects.all(), "Asked", make_user("Administrator"))
    assert found(analyst, f"{ALL}?q=needle") == []


def test_values_that_were_given_are_each_found_once(page: Page) -> None:
    for role in ("B", "A", "", "B", "C"):
        store(page, summary="One", role=role)
    assert Response.objects.distinct_values("role") == ["", "A", "B", "C"]
    assert Response.objects.distinct_values("role", page.pk) == ["", "A", "B", "C"]
    assert Response.objects.distinct_values("role", page.pk + 1000) == []
    assert Response.objects.distinct_values("source") == [Source.FORM]


def test_the_queries_of_the_list_of_all_do_not_grow(analyst: Client) -> None:
    numbers = []
    for more in (1, 9):
        for _ in range(more):
            page = SectionPageFactory(blocks=[feedback_form()])
            store(page, summary="Needle", role="Leader")
            IdeaFactory()
        for url in (ALL, f"{ALL}?q=needle&role=Leader&has_text=1"):
            analyst.get(url)
            with CaptureQueriesContext(connection) as queries:
                analyst.get(url)
            numbers.append(len(queries))
    assert numbers[:2] == numbers[2:]


def test_a_decision_keeps_what_a_response_is_about(analyst: Client, judged: Any) -> None:
    page, first, _ = judged
    response = store(page, judge={first.code: {"sound": "Agree"}})
    change_status([response], Status.EXCLUDED, "Ours", make_user("Analyst", "other"))
    assert found(analyst, f"{ALL}?idea={first.code}&status=excluded") == [response.reference_text]


def test_a_filter_does_not_help_users_who_may_not_read(page: Page) -> None:
    store(page, summary="Needle")
    assert sign_in("Editor").get(f"{ALL}?q=needle").status_code == 302
