"""Results of ideas, as analysts read it: all of it, in the words of its time."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry

from consultation.responses.models import Response, Status
from consultation.responses.results.views import feedback_url
from consultation.responses.services import change_status
from ideas.deletion import on_purpose
from ideas.models import Idea, Theme
from tests.factories import (
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    make_user,
    question,
    redraft,
    reword,
)
from tests.ideas.admin import address
from tests.responses.actions import read_url, sign_in, was_refused
from tests.responses.idea_answers import answer_about, page_asking

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ALL = "/admin/responses/about/"


@pytest.fixture
def idea() -> Idea:
    return IdeaFactory(lead="Share", statement="what works", theme__title="Its theme")


@pytest.fixture
def analyst() -> Client:
    return sign_in("Analyst")


def screen(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    main = BeautifulSoup(response.content, "html5lib").select_one("main")
    assert main is not None
    return main


def texts(html: Any, selector: str) -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in html.select(selector)]


def judge(client: Client, page: Any, idea: Idea, **answers: str) -> Response:
    return answer_about(
        client, page, **{f"judgement__{idea.code}__{key}": value for key, value in answers.items()}
    )


def ideas_in(html: BeautifulSoup) -> list[str]:
    """Return what a response says, idea by idea."""
    return texts(html, ".responses-ideas__idea")


def wordings_in(html: BeautifulSoup) -> list[tuple[str, ...]]:
    """Return the words in which something was asked about, with the number of responses."""
    rows = html.select(".idea-results__wordings tbody tr")
    return [(texts(row, "th")[0], texts(row, "td")[-1]) for row in rows]


def test_a_response_shows_the_words_it_answered_and_those_of_now(
    client: Client, analyst: Client, idea: Idea
) -> None:
    page = page_asking("idea_judgement")
    before = judge(client, page, idea, true="Yes", comment="In part")
    reword(idea, statement="what fails")
    after = judge(client, page, idea, true="No")
    assert ideas_in(screen(analyst, read_url(before))) == [
        "Share what works Now worded: Share what fails Is it true? Yes Comment In part"
    ]
    assert ideas_in(screen(analyst, read_url(after))) == ["Share what fails Is it true? No"]
    reword(idea, statement="what works")
    assert "Now worded" not in screen(analyst, read_url(before)).get_text()
    assert "Now worded: Share what works" in " ".join(ideas_in(screen(analyst, read_url(after))))


def test_a_draft_of_other_words_is_not_what_it_is_worded_now(
    client: Client, analyst: Client, idea: Idea
) -> None:
    response = judge(client, page_asking("idea_judgement"), idea, true="Yes")
    redraft(idea, statement="what no one has seen")
    assert "Now worded" not in screen(analyst, read_url(response)).get_text()


def test_scores_and_picks_are_reported_idea_by_idea(
    client: Client, analyst: Client, idea: Idea
) -> None:
    other = IdeaFactory(lead="", statement="Left open")
    page = page_asking("idea_scoring", "idea_picks")
    score = {f"scoring__{idea.code}__usefulness": "4"}
    response = answer_about(client, page, **score, picks=[idea.code])
    reword(idea, statement="what fails")
    html = screen(analyst, read_url(response))
    assert ideas_in(html) == [
        "Share what works Now worded: Share what fails Usefulness 4 of 5",
        "Share what works Now worded: Share what fails",
    ]
    assert str(other) not in html.get_text()


def test_a_reworded_theme_is_reported_too(client: Client, analyst: Client, idea: Idea) -> None:
    page = page_asking("idea_scoring", subject="themes")
    response = answer_about(client, page, **{f"scoring__{idea.theme.row_key}__usefulness": "2"})
    reword(idea.theme, title="Another title")
    html = screen(analyst, read_url(response))
    assert ideas_in(html) == ["Its theme Now worded: Another title Usefulness 2 of 5"]
    wordings = wordings_in(screen(analyst, feedback_url(idea.theme)))
    assert wordings == [("Its theme", "1")]


def test_a_response_says_that_an_idea_is_retired_or_gone(
    client: Client, analyst: Client, idea: Idea
) -> None:
    response = judge(client, page_asking("idea_judgement"), idea, true="Yes")
    idea.theme.unpublish()
    assert "Not shown to readers now." in ideas_in(screen(analyst, read_url(response)))[0]
    # Past the admin, which refuses it.
    with on_purpose("Past the admin"):
        Idea.objects.filter(pk=idea.pk).delete()
    (told,) = ideas_in(screen(analyst, read_url(response)))
    assert told == "Share what works Deleted. Is it true? Yes"


def test_the_words_in_which_an_idea_was_answered_about_are_reported(
    client: Client, analyst: Client, idea: Idea
) -> None:
    page = page_asking("idea_judgement")
    second_page = page_asking("idea_picks", parent=page.get_parent())
    judge(client, page, idea, true="Yes")
    assert wordings_in(screen(analyst, feedback_url(idea))) == []
    answer_about(client, second_page, picks=[idea.code])
    reword(idea, statement="what no one answered about")
    reword(idea, statement="what fails")
    for _ in range(2):
        judge(client, page, idea, true="No")
    html = screen(analyst, feedback_url(idea))
    assert wordings_in(html) == [("Share what works", "2"), ("Share what fails now", "2")]
    assert "The figures combine all these wordings." in html.get_text()
    assert wordings_in(screen(analyst, feedback_url(idea.theme))) == wordings_in(html)


def test_words_answered_about_once_and_changed_since_are_reported(
    client: Client, analyst: Client, idea: Idea
) -> None:
    judge(client, page_asking("idea_judgement"), idea, true="Yes")
    reword(idea, statement="what fails")
    assert wordings_in(screen(analyst, feedback_url(idea))) == [("Share what works", "1")]


def test_comments_on_an_idea_are_read_the_latest_first(
    client: Client, analyst: Client, idea: Idea
) -> None:
    other = IdeaFactory()
    page = page_asking("idea_judgement")
    old = judge(client, page, idea, comment="Not <here>", true="Yes")
    reword(idea, statement="what fails")
    new = judge(client, page, idea, comment="Later\nand longer")
    judge(client, page, other, comment="On the other")
    judge(client, page, idea, true="Yes")
    hidden = judge(client, page, idea, comment="Excluded")
    change_status([hidden], Status.EXCLUDED, "A test", make_user("superuser"))
    html = screen(analyst, feedback_url(idea))
    assert texts(html, ".idea-feedback__comments .responses-text") == [
        "Later and longer",
        "Not <here>",
    ]
    links = [link["href"] for link in html.select(".idea-feedback__comments a")]
    assert links == [read_url(new), read_url(old)]
    assert "Local authority leadership" in texts(html, ".idea-feedback__from")[0]


def test_reading_comments_is_noted_once_a_day(client: Client, analyst: Client, idea: Idea) -> None:
    entries = PageLogEntry.objects.filter(action="responses.view_list")
    screen(analyst, feedback_url(idea))
    assert not entries.exists()
    judge(client, page_asking("idea_judgement"), idea, comment="Private matters")
    for _ in range(2):
        screen(analyst, feedback_url(idea))
    assert entries.count() == 1


def test_all_ideas_are_listed_theme_by_theme_with_their_numbers(
    client: Client, analyst: Client, idea: Idea
) -> None:
    second = IdeaFactory(theme=idea.theme)
    IdeaFactory(live=False, statement="Never shown")
    IdeaFactory(theme__live=False, statement="Below a draft")
    retired = IdeaFactory(statement="Retired")
    page = page_asking("idea_judgement")
    consultation = page.get_parent().pk
    for _ in range(2):
        judge(client, page, idea, true="Yes")
    judge(client, page, retired, true="Yes")
    retired.unpublish()
    html = screen(analyst, ALL)
    assert texts(html, "h2") == [str(idea.theme.area), str(retired.theme.area)]
    assert texts(html, "tbody tr") == [
        f"{idea} 2 responses",
        f"{second} 0 responses",
        f"{retired} not published 1 response",
    ]
    links = [link["href"] for link in html.select("tbody a")]
    assert links == [feedback_url(each, consultation) for each in (idea, second, retired)]


def test_an_analyst_finds_it_in_the_menu_and_an_editor_does_not(analyst: Client) -> None:
    assert ALL in analyst.get("/admin/").content.decode()
    assert ALL not in sign_in("Editor").get("/admin/").content.decode()


@pytest.mark.parametrize("view", ["list", "edit"])
def test_it_is_one_step_from_each_idea_and_theme_for_who_may_read(idea: Idea, view: str) -> None:
    administrator, editor = sign_in("Administrator"), sign_in("Editor")
    for item in (idea, idea.theme):
        screen_url = address(type(item), view, *([item.pk] if view == "edit" else []))
        assert feedback_url(item) in administrator.get(screen_url).content.decode()
        assert feedback_url(item) not in editor.get(screen_url).content.decode()


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher"])
def test_no_one_else_reads_it(idea: Idea, role: str) -> None:
    client = sign_in(role)
    for url in (ALL, feedback_url(idea), feedback_url(idea.theme), f"{ALL}idea/there-is-none/"):
        assert was_refused(client.get(url)), url
        assert Client().get(url)["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("path", ["idea/there-is-none/", "theme/there-is-none/", "area/x/"])
def test_what_is_not_there_is_not_found(analyst: Client, path: str) -> None:
    assert analyst.get(ALL + path).status_code == 404


def queries(client: Client, url: str) -> list[str]:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("kind", ["idea_scoring", "idea_judgement", "idea_picks"])
def test_it_costs_the_same_however_many_ideas_and_responses_there_are(
    client: Client, analyst: Client, idea: Idea, kind: str
) -> None:
    page = page_asking(kind, at_most=None)
    name = kind.removeprefix("idea_")

    def answer_all() -> Response:
        ideas = Idea.objects.all()
        if kind == "idea_picks":
            return answer_about(client, page, picks=[each.code for each in ideas])
        scale, value = ("usefulness", "3") if kind == "idea_scoring" else ("comment", "Yes")
        return answer_about(client, page, **{f"{name}__{i.code}__{scale}": value for i in ideas})

    def costs(response: Response) -> list[list[str]]:
        urls = (ALL, feedback_url(idea), feedback_url(idea.theme), read_url(response))
        return [queries(analyst, url) for url in urls]

    first = answer_all()
    costs(first)
    one = costs(first)
    IdeaFactory.create_batch(4, theme=idea.theme)
    for _ in range(5):
        IdeaFactory(theme=ThemeFactory())
    reword(idea, statement="other words")
    # The first of several responses has one neighbour, as the only one has none.
    last = [answer_all() for _ in range(9)][-1]
    ten = costs(last)
    assert Theme.objects.count() == 6
    assert [len(each) for each in ten] == [len(each) for each in one], ten


def test_a_question_in_a_key_of_two_underscores_is_read_too(
    client: Client, analyst: Client, idea: Idea
) -> None:
    page = SectionPageFactory(
        blocks=[feedback_form(question("idea_judgement", "my__key", comments=True))]
    )
    answer_about(client, page, **{f"my__key__{idea.code}__comment": "Found"})
    assert texts(
        screen(analyst, feedback_url(idea)), ".idea-feedback__comments .responses-text"
    ) == ["Found"]


def test_the_breadcrumbs_lead_back(analyst: Client, idea: Idea) -> None:
    page = BeautifulSoup(analyst.get(feedback_url(idea)).content, "html5lib")
    trail = [link["href"] for link in page.select(".w-breadcrumbs a[href]")]
    assert reverse("responses:idea_feedback_list") in trail
    assert feedback_url(idea.theme) in trail
