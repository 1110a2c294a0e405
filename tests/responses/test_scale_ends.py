"""Results say what the ends of a scale mean, share by share in whole percentages."""

from dataclasses import replace
from typing import Any

import pytest
from bs4 import Tag
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from consultation.feedback.blocks import ideas
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import AGREEMENT, JUDGEMENTS
from consultation.responses.models import Response
from consultation.responses.results.idea_results import MEAN, ScaleResult, metric_name
from ideas.models import Idea
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    OutcomePageFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    make_user,
    open_form,
    outcome,
    post_answer,
    question,
)
from tests.feedback.screens import screen

pytestmark = pytest.mark.django_db

ENDS = "1: Not useful, 5: Very useful"


@pytest.fixture
def consultation() -> ConsultationPage:
    return ConsultationPageFactory()


@pytest.fixture
def idea() -> Idea:
    return IdeaFactory(lead="Share", statement="what works")


def asking(consultation: Page, low: str = "Not useful") -> Page:
    scale = {"label": "Usefulness", "low_label": low, "high_label": "Very useful", "points": 5}
    scoring = question("idea_scoring", "scores", subject="ideas", scales=[scale])
    return SectionPageFactory(parent=consultation, blocks=[feedback_form(scoring)])


def score(page: Page, idea: Idea, *scores: int) -> None:
    for each in scores:
        answer(Client(), page, **{f"scores__{idea.code}__usefulness": str(each)})


def words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""


def public_results(page: Page) -> Tag:
    block = {"type": "idea_results", "value": {"title": "", "by_role": False}}
    shown = SectionPageFactory(parent=page, blocks=[block])
    html: Tag = screen(Client().get(shown.url)).select_one(".idea-results")
    return html


def open_data(client: Client, consultation: Page) -> dict[str, Any]:
    cache.clear()
    (item,) = client.get(f"/api/v1/results?consultation={consultation.pk}").json()["items"]
    return item["scales"][0]


def test_public_results_say_what_the_ends_of_a_scale_mean(
    consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(consultation), idea, 1, 2, 2, 3, 3)
    html = public_results(consultation)
    assert ENDS in words(html.select_one(".idea-results__table caption"))
    # The scale went up to 5, although no one went so far.
    assert [words(tag) for tag in html.select("tbody th")] == ["1", "2", "3", "4", "5"]


def test_open_data_tells_what_the_ends_of_a_scale_mean(
    client: Client, consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(consultation), idea, 1, 2, 2, 3, 5)
    assert open_data(client, consultation)["ends"] == [
        {"answer": "1", "meaning": "Not useful"},
        {"answer": "5", "meaning": "Very useful"},
    ]


def test_analysts_are_told_what_the_ends_of_a_scale_mean(
    client: Client, consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(consultation), idea, 4)
    client.force_login(make_user("Analyst"))
    html = screen(client.get(reverse("responses:idea_feedback", args=["idea", idea.code])))
    assert ENDS in words(html.select_one(".idea-results__table caption"))


def test_figure_in_an_outcome_says_what_the_ends_mean_unless_its_note_does(
    consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(consultation), idea, 5, 5, 5, 5, 4)
    mean = metric_name("idea_scoring", "usefulness", "Usefulness", MEAN)
    cited = [{"idea": idea.pk, "measure": mean, "note": note} for note in ("", "5 is best")]
    page = OutcomePageFactory(parent=consultation, blocks=[outcome(figures=cited)])
    html = screen(Client().get(page.get_url()))
    assert [words(tag) for tag in html.select(".outcome__figure")] == [
        f"4.8 on average at “Usefulness” ({ENDS}; 5 answers) for “Share what works”",
        "4.8 on average at “Usefulness” (5 is best; 5 answers) for “Share what works”",
    ]


def test_ends_that_were_reworded_are_both_told(
    client: Client, consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(consultation), idea, 1, 2, 2)
    score(asking(consultation, low="Useless"), idea, 3, 5)
    ends = open_data(client, consultation)["ends"]
    assert ends[0] == {"answer": "1", "meaning": "Not useful or Useless"}


def test_ends_are_those_of_the_consultation_that_counts(
    client: Client, consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(ConsultationPageFactory(), low="Useless"), idea, 1, 1, 1, 1, 1)
    score(asking(consultation), idea, 1, 2, 2, 3, 5)
    ends = open_data(client, consultation)["ends"]
    assert ends[0] == {"answer": "1", "meaning": "Not useful"}


@pytest.mark.parametrize(
    ("number", "total", "share"),
    [
        (0, 7, "0%"),
        (1, 10_000, "less than 1%"),
        (8, 1000, "less than 1%"),
        (10, 1000, "1%"),
        (1, 3, "33%"),
        (1, 8, "13%"),
        (99, 100, "99%"),
        (9_999, 10_000, "more than 99%"),
        (7, 7, "100%"),
    ],
)
def test_share_is_a_whole_percentage_and_never_hides_anyone(
    number: int, total: int, share: str
) -> None:
    result = ScaleResult("idea_picks", "Pick", counts={"Chosen": number, "Not chosen": total})
    result.counts["Not chosen"] -= number
    assert result.bars[0].share == share


@pytest.mark.parametrize(
    ("counts", "answers"),
    [
        ({"No": 2}, ["Yes", "Partly", "No", "Don’t know"]),
        ({"Don’t know": 2}, ["Yes", "Partly", "No", "Don’t know"]),
        ({"Agree": 2, "Don’t know": 1}, ["Agree", "Partly agree", "Disagree", "Don’t know"]),
        (
            {"Agree": 2, "No": 1},
            ["Yes", "Partly", "No", "Agree", "Partly agree", "Disagree", "Don’t know"],
        ),
    ],
)
def test_verdicts_of_earlier_forms_are_kept_apart_in_their_own_words(
    counts: dict[str, int], answers: list[str]
) -> None:
    result = ScaleResult("idea_judgement", "Is it true?", counts=counts)
    assert [bar.answer for bar in result.bars] == answers


def test_form_asks_for_yes_partly_or_no(client: Client, idea: Idea) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("idea_judgement", "judged"))])
    form = screen(client.get(page.url))
    buttons = form.select(f"[name='judged__{idea.code}__true']")
    assert [button["value"] for button in buttons] == ["Yes", "Partly", "No", "Don’t know", ""]


def test_judgement_under_the_earlier_verdicts_is_taken_as_it_was_given(
    client: Client, idea: Idea, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = tuple(replace(scale, options=AGREEMENT) for scale in JUDGEMENTS)
    page = SectionPageFactory(blocks=[feedback_form(question("idea_judgement", "judged"))])
    with monkeypatch.context() as patch:
        patch.setattr(ideas, "JUDGEMENTS", earlier)
        page.save_revision().publish()
        fields = open_form(client, page) | {f"judged__{idea.code}__true": "Partly agree"}
    assert post_answer(client, page, fields).status_code == 303
    assert Response.objects.get().form_data == {"judged": {idea.code: {"true": "Partly agree"}}}
