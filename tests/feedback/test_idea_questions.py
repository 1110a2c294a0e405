"""Questions about ideas: asked, answered, and kept when ideas change meanwhile."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.responses.models import FormVersion, Response
from tests.factories import make_user, open_form, post_answer
from tests.responses.idea_answers import answer_about, make_ideas, page_asking

pytestmark = pytest.mark.django_db


def test_every_control_is_named_by_its_idea_and_scale(client: Client) -> None:
    first, second = make_ideas()
    page = page_asking("idea_scoring", "idea_judgement", "idea_picks")
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    named = {
        (radio["name"], radio["value"]): " ".join(
            soup.find(id=part).get_text(strip=True) for part in radio["aria-labelledby"].split()
        )
        for radio in soup.select("input[type=radio].grid__input")
    }
    assert len(named) == 2 * 6 + 2 * 4 * 5
    assert named[f"scoring__{first.code}__usefulness", "4"] == f"4 Usefulness {first.wording}"
    assert named[f"judgement__{second.code}__useful", ""] == f"Skip Is it useful? {second.wording}"
    comment = soup.select_one(f"textarea[name=judgement__{second.code}__comment]")
    label = soup.select_one(f"label[for={comment['id']}]").get_text()
    assert " ".join(label.split()) == f"Comment (optional) about {second.wording}"
    assert soup.select_one(f"input[type=checkbox][name=picks][value={first.code}]")
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))


def test_judgements_and_comments_are_stored_by_idea(client: Client) -> None:
    first, second = make_ideas()
    page = page_asking("idea_judgement")
    response = answer_about(
        client,
        page,
        **{
            f"judgement__{first.code}__sound": "Yes",
            f"judgement__{first.code}__comment": "=1+1\r\nsecond line",
            f"judgement__{second.code}__useful": "Don’t know",
        },
    )
    assert response.form_data["judgement"] == {
        first.code: {"sound": "Yes", "comment": "=1+1\nsecond line"},
        second.code: {"useful": "Don’t know"},
    }


@pytest.mark.parametrize("value", ["6", "0", "x", "-1"])
def test_a_score_off_the_scale_is_refused_with_everything_kept(client: Client, value: str) -> None:
    first, second = make_ideas()
    page = page_asking("idea_scoring")
    fields = open_form(client, page) | {
        f"scoring__{first.code}__usefulness": value,
        f"scoring__{second.code}__usefulness": "4",
        "summary": "Kept as it is",
    }
    response = post_answer(client, page, fields)
    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert "Select one of the answers" in soup.select_one(".govuk-error-summary").get_text()
    target = soup.select_one(".govuk-error-summary a")["href"].removeprefix("#")
    assert soup.find(id=target)
    kept = soup.select_one(f"input[name=scoring__{second.code}__usefulness][checked]")
    assert kept["value"] == "4"
    assert not Response.objects.exists()


def test_more_picks_than_wanted_are_refused_saying_how_many(client: Client) -> None:
    first, second = make_ideas()
    page = page_asking("idea_picks")
    fields = open_form(client, page) | {"picks": [first.code, second.code], "summary": "Both"}
    response = post_answer(client, page, fields)
    assert response.status_code == 422
    assert "Select up to 1 idea" in response.content.decode()


@pytest.mark.parametrize("kind", ["idea_scoring", "idea_judgement", "idea_picks"])
def test_a_question_that_finds_no_idea_is_not_asked_and_stops_no_one(
    client: Client, kind: str
) -> None:
    (idea,) = make_ideas(1)
    page = page_asking(kind, label="About these ideas", required=True)
    assert "About these ideas" in client.get(page.url).content.decode()
    idea.unpublish()
    assert "About these ideas" not in client.get(page.url).content.decode()
    assert answer_about(client, page, summary="All the same").form_data["summary"]


def test_an_idea_retired_meanwhile_does_not_break_an_answer(client: Client) -> None:
    first, second = make_ideas()
    page = page_asking("idea_scoring")
    fields = open_form(client, page) | {
        f"scoring__{first.code}__usefulness": "5",
        "summary": "Under way",
    }
    first.unpublish()
    assert post_answer(client, page, fields).status_code == 303
    response = Response.objects.get()
    assert response.form_data["scoring"] == {first.code: {"usefulness": 5}}
    asked = response.form_version.definition.by_key()["scoring"]
    assert [row.key for row in asked.rows] == [first.code, second.code]
    assert first.wording not in client.get(page.url).content.decode()


def test_an_idea_published_meanwhile_does_not_break_an_answer(client: Client) -> None:
    (first,) = make_ideas(1)
    page = page_asking("idea_scoring")
    fields = open_form(client, page) | {
        f"scoring__{first.code}__usefulness": "5",
        "summary": "Under way",
    }
    newer = type(first)(theme=first.theme, statement="something new")
    newer.save()
    newer.save_revision().publish()
    assert post_answer(client, page, fields).status_code == 303
    asked = Response.objects.get().form_version.definition.by_key()["scoring"]
    assert [row.key for row in asked.rows] == [first.code]


def test_a_reworded_idea_leaves_old_answers_under_the_old_wording(client: Client) -> None:
    (idea,) = make_ideas(1)
    page = page_asking("idea_scoring")
    old = answer_about(client, page, **{f"scoring__{idea.code}__usefulness": "2"})
    idea.statement = "a wholly different thing"
    idea.save_revision().publish()
    new = answer_about(client, page, **{f"scoring__{idea.code}__usefulness": "3"})
    assert FormVersion.objects.filter(page=page).count() == 2
    client.force_login(make_user("Analyst"))
    assert "Try thing number 1" in client.get(f"/admin/responses/{old.pk}/").content.decode()
    html = client.get(f"/admin/responses/{new.pk}/").content.decode()
    assert "Try a wholly different thing" in html
    assert "Try thing number 1" not in html


def test_each_judgement_is_a_column_of_the_export(client: Client) -> None:
    first, second = make_ideas()
    page = page_asking("idea_judgement", "idea_picks")
    answer_about(
        client,
        page,
        **{f"judgement__{first.code}__true": "Yes"},
        picks=[second.code],
    )
    client.force_login(make_user("Analyst"))
    response = client.get(f"/admin/forms/submissions/{page.pk}/?export=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Judgement: Try thing number 1: Is it true?"] == "Yes"
    assert row["Judgement: Try thing number 2: Is it true?"] == ""
    assert row["Picks: Try thing number 2"] == "Yes"
    assert row["Picks: Try thing number 1"] == "No"


def test_a_form_about_ideas_asks_the_database_as_often_for_one_as_for_ten(
    client: Client,
) -> None:
    ideas = make_ideas(1)
    page = page_asking("idea_scoring", "idea_judgement", "idea_picks")
    client.get(page.url)
    with CaptureQueriesContext(connection) as few:
        client.get(page.url)
    for each in range(9):
        type(ideas[0]).objects.create(theme=ideas[0].theme, statement=f"more {each}")
    with CaptureQueriesContext(connection) as many:
        client.get(page.url)
    assert len(many) == len(few)
