"""We asked, you said, we did: what an outcome cites is shown as far as readers may see it."""

from typing import Any

import pytest
from bs4 import Tag
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from consultation.models import ConsultationPage, OutcomePage, SectionPage
from consultation.responses import services
from consultation.responses.measures import MEAN, measure
from consultation.responses.models import Response, Status
from consultation.responses.quoting import NOT_ALLOWED, NOT_ASKED, NOT_COUNTED, UNKNOWN
from ideas.models import Idea
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    OutcomePageFactory,
    SectionPageFactory,
    ThemePageFactory,
    answer,
    feedback_form,
    make_user,
    outcome,
    question,
    reword,
)
from tests.factories.editor import edit_page, stream_errors
from tests.feedback.screens import screen

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SCALE = {"label": "Usefulness", "low_label": "Not useful", "high_label": "Very", "points": 5}
AVERAGE = measure("idea_scoring", "usefulness", "Usefulness", MEAN)
FIVES = measure("idea_scoring", "usefulness", "Usefulness", "5")


@pytest.fixture
def consultation() -> ConsultationPage:
    return ConsultationPageFactory()


@pytest.fixture
def idea(consultation: ConsultationPage) -> Idea:
    idea = IdeaFactory(lead="Share", statement="what works")
    ThemePageFactory(parent=consultation, theme=idea.theme, title="Tools")
    return idea


def page_with(consultation: Page, *outcomes: dict[str, Any], **fields: Any) -> OutcomePage:
    return OutcomePageFactory(parent=consultation, blocks=list(outcomes), **fields)


def shown(page: Page) -> Tag:
    """Return the first outcome on a page, as a stranger sees it."""
    response = Client().get(page.get_url())
    assert response.status_code == 200
    return screen(response).select_one(".outcome")


def words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""


def words_of(page: Page, selector: str) -> list[str]:
    return [words(tag) for tag in shown(page).select(selector)]


def test_it_is_a_list_of_three_parts_with_their_names(consultation: ConsultationPage) -> None:
    page = page_with(consultation, outcome("Shared tools", status="done"))
    card = shown(page)
    assert words(card.find("h2")) == "Shared tools"
    parts = [(words(part.dt), words(part.dd)) for part in card.select("dl > div")]
    assert parts == [
        ("We asked", "We asked about tools."),
        ("You said", "You said yes."),
        ("We did", "Done We did it."),
    ]


def test_its_subject_is_in_the_list_of_contents(consultation: ConsultationPage) -> None:
    below = {"type": "heading", "value": {"text": "Smaller things", "level": "h2"}}
    page = page_with(consultation, outcome("First"), below, outcome("First"), outcome("Last"))
    html = screen(Client().get(page.get_url()))
    links = [link["href"] for link in html.select(".contents a")]
    assert links == ["#first", "#smaller-things", "#first-2", "#last"]
    assert [html.find(id=link[1:]).name for link in links] == ["h2", "h2", "h3", "h3"]


def test_a_reason_is_shown_and_asked_for_where_something_will_not_be_done(
    publisher: Client, consultation: ConsultationPage
) -> None:
    page = page_with(consultation, outcome())
    body = [outcome(status="will_not")]
    errors = stream_errors(edit_page(publisher, page, body=body))
    assert list(errors) == ["0/reason"]
    assert edit_page(publisher, page, action="", body=body).status_code == 302, "A draft may wait"
    body = [outcome(status="will_not", reason="Too dear.")]
    assert edit_page(publisher, page, body=body).status_code == 302
    assert words_of(page, ".outcome__status") == ["We will not do this"]
    assert words_of(page, ".outcome__reason") == ["Why: Too dear."]


# Ideas.


def test_an_idea_is_cited_with_its_status_and_a_link(
    consultation: ConsultationPage, idea: Idea
) -> None:
    reword(idea, status="adopted")
    page = page_with(consultation, outcome(ideas=[idea.pk]))
    assert words_of(page, ".outcome__ideas li") == ["Idea: Share what works Adopted"]
    link = shown(page).select_one(".outcome__ideas a")["href"]
    address, _, anchor = link.partition("#")
    assert screen(Client().get(address)).find(id=anchor), "The link leads to the idea itself"


def test_an_idea_that_readers_may_not_see_is_not_cited(
    consultation: ConsultationPage, idea: Idea
) -> None:
    page = page_with(
        consultation,
        outcome(ideas=[idea.pk], figures=[{"idea": idea.pk, "measure": "", "note": ""}]),
    )
    assert len(words_of(page, ".outcome__ideas li")) == 1
    assert len(words_of(page, ".outcome__figure")) == 1
    idea.unpublish()
    assert words_of(page, ".outcome__ideas li") == []
    assert words_of(page, ".outcome__figure") == []


# Figures.


def asking(consultation: Page) -> SectionPage:
    scoring = question("idea_scoring", "scores", subject="ideas", scales=[SCALE])
    return SectionPageFactory(parent=consultation, blocks=[feedback_form(scoring)])


def score(page: Page, idea: Idea, *scores: int) -> list[Response]:
    name = f"scores__{idea.code}__usefulness"
    return [answer(Client(), page, **{name: str(each)}) for each in scores]


def figures(consultation: Page, idea: Idea, *measures: str, note: str = "") -> list[str]:
    cited = [{"idea": idea.pk, "measure": each, "note": note} for each in measures]
    return words_of(page_with(consultation, outcome(figures=cited)), ".outcome__figure")


def test_figures_are_reckoned_from_the_responses(
    consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(consultation), idea, 5, 5, 4, 3, 1)
    assert figures(consultation, idea, AVERAGE, FIVES, "", note="of 5") == [
        "3.6 on average at “Usefulness” (of 5; 5 answers) for “Share what works”",
        "40 % answered “5” to “Usefulness” (of 5; 5 answers) about “Share what works”",
        "5 responses say something about “Share what works” (of 5)",
    ]


def test_small_groups_give_no_figure(consultation: ConsultationPage, idea: Idea) -> None:
    score(asking(consultation), idea, 5, 5, 4, 3)
    assert (
        figures(consultation, idea, AVERAGE, FIVES)
        == ["Fewer than 5 answers to “Usefulness” about “Share what works”: too few for a figure"]
        * 2
    )


def test_a_scale_that_nobody_answered_gives_none(
    consultation: ConsultationPage, idea: Idea
) -> None:
    assert figures(consultation, idea, AVERAGE) == [
        "No answers to “Usefulness” about “Share what works”: too few for a figure"
    ]


def test_answers_to_another_consultation_do_not_count(
    consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(ConsultationPageFactory()), idea, 1, 1, 1, 1, 1)
    score(asking(consultation), idea, 5, 5, 5, 5, 5)
    assert figures(consultation, idea, AVERAGE)[0].startswith("5.0 on average")


def test_a_figure_follows_what_is_excluded(consultation: ConsultationPage, idea: Idea) -> None:
    responses = score(asking(consultation), idea, 5, 5, 5, 5, 5, 1)
    services.change_status(responses[-1:], Status.EXCLUDED, "A test", make_user("Analyst"))
    assert figures(consultation, idea, AVERAGE)[0].startswith("5.0 on average")


def test_the_editor_offers_the_figures_there_are(
    publisher: Client, consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(consultation), idea, 5)
    page = page_with(consultation, outcome())
    figure = {"idea": idea.pk, "measure": FIVES, "note": ""}
    assert edit_page(publisher, page, body=[outcome(figures=[figure])]).status_code == 302
    figure["measure"] = measure("idea_scoring", "usefulness", "Usefulness", "6")
    errors = stream_errors(edit_page(publisher, page, body=[outcome(figures=[figure])]))
    assert list(errors) == ["0/figures/0/measure"]


def test_a_figure_from_elsewhere_has_its_source(consultation: ConsultationPage) -> None:
    figure = {"number": "7 of 9", "words": "councils agree", "source": "Our visits"}
    page = page_with(consultation, outcome(other_figures=[figure]))
    assert words_of(page, ".outcome__figure") == ["7 of 9 councils agree Source: Our visits"]


# Quotes.


CONSENT = question("consent", "may_quote", "You may quote me", quoting=True)
OTHER_CONSENT = question("consent", "may_write", "You may write to me")


def sent(consultation: Page, *consents: dict[str, Any], **data: str) -> Response:
    """Return a response to a form with these boxes to tick."""
    summary = question("short_text", "summary")
    page = SectionPageFactory(parent=consultation, blocks=[feedback_form(summary, *consents)])
    return answer(Client(), page, summary="We are three people", **data)


def quote(reference: str = "", said_at: str = "", checked: bool = True) -> dict[str, Any]:
    return {
        "quote": "We are three people.",
        "who": "A data lead",
        "reference": reference,
        "said_at": said_at,
        "checked": checked,
    }


def test_words_with_consent_are_quoted_by_role_alone(
    publisher: Client, consultation: ConsultationPage
) -> None:
    response = sent(consultation, CONSENT, OTHER_CONSENT, may_quote="on")
    page = page_with(consultation, outcome())
    body = [outcome(quotes=[quote(response.reference_text)])]
    assert edit_page(publisher, page, body=body).status_code == 302
    assert words_of(page, ".outcome__quote") == ["We are three people. A data lead"]
    html = Client().get(page.get_url()).content.decode()
    assert response.reference_text not in html
    assert response.reference not in html


def no_such(consultation: Page) -> str:
    return "22222-22222"


def quarantined(consultation: Page) -> str:
    response = sent(consultation, CONSENT, may_quote="on")
    services.change_status([response], Status.QUARANTINED, "A look", make_user("Analyst"))
    return response.reference_text


def excluded(consultation: Page) -> str:
    response = sent(consultation, CONSENT, may_quote="on")
    services.change_status([response], Status.EXCLUDED, "A test", make_user("Analyst"))
    return response.reference_text


def erased(consultation: Page) -> str:
    response = sent(consultation, CONSENT, may_quote="on")
    services.erase([response], "Asked for", make_user("Administrator"))
    return response.reference_text


def never_asked(consultation: Page) -> str:
    return sent(consultation, OTHER_CONSENT, may_write="on").reference_text


def not_ticked(consultation: Page) -> str:
    return sent(consultation, CONSENT, OTHER_CONSENT, may_write="on").reference_text


REFUSED = [
    (no_such, UNKNOWN),
    (quarantined, NOT_COUNTED),
    (excluded, NOT_COUNTED),
    (erased, NOT_COUNTED),
    (never_asked, NOT_ASKED),
    (not_ticked, NOT_ALLOWED),
]
each_refused = pytest.mark.parametrize(
    ("make", "reason"), REFUSED, ids=[make.__name__ for make, _ in REFUSED]
)


@each_refused
@pytest.mark.parametrize("action", ["", "action-publish"])
def test_the_editor_is_told_why_words_may_not_be_quoted_and_nothing_of_the_answer(
    publisher: Client, consultation: ConsultationPage, make: Any, reason: str, action: str
) -> None:
    page = page_with(consultation, outcome())
    body = [outcome(quotes=[quote(make(consultation)) | {"quote": "Something else"}])]
    response = edit_page(publisher, page, action, body=body)
    assert stream_errors(response) == {"0/quotes/0/reference": reason}
    assert "three people" not in response.content.decode()


@each_refused
def test_words_that_may_not_be_quoted_are_not_shown_however_they_came_there(
    consultation: ConsultationPage, make: Any, reason: str
) -> None:
    page = page_with(consultation, outcome(quotes=[quote(make(consultation))]))
    assert words_of(page, ".outcome__quote") == []


def test_words_go_when_their_response_is_excluded_and_come_back_with_it(
    consultation: ConsultationPage,
) -> None:
    response = sent(consultation, CONSENT, may_quote="on")
    page = page_with(consultation, outcome(quotes=[quote(response.reference_text)]))
    analyst = make_user("Analyst")
    shown_each_time = []
    for status in (Status.LISTED, Status.EXCLUDED, Status.LISTED):
        services.change_status([response], status, "A reason", analyst)
        shown_each_time.append(len(words_of(page, ".outcome__quote")))
    assert shown_each_time == [1, 0, 1]


def test_consent_given_to_another_wording_of_the_form_does_not_count(
    publisher: Client, consultation: ConsultationPage
) -> None:
    """The box that people ticked then did not speak of quoting, whatever it says now."""
    plain = question("consent", "may_quote", "You may keep this")
    response = sent(consultation, plain, may_quote="on")
    form = feedback_form(question("short_text", "summary"), CONSENT)
    assert edit_page(publisher, response.page, body=[form]).status_code == 302
    page = page_with(consultation, outcome())
    body = [outcome(quotes=[quote(response.reference_text)])]
    errors = stream_errors(edit_page(publisher, page, body=body))
    assert errors == {"0/quotes/0/reference": NOT_ASKED}


def test_words_from_elsewhere_say_where_they_were_said(
    publisher: Client, consultation: ConsultationPage
) -> None:
    page = page_with(consultation, outcome())
    body = [outcome(quotes=[quote(said_at="at a workshop")])]
    assert edit_page(publisher, page, body=body).status_code == 302
    assert words_of(page, ".outcome__quote") == ["We are three people. A data lead, at a workshop"]


def test_nothing_is_quoted_without_a_source_or_with_two(
    publisher: Client, consultation: ConsultationPage
) -> None:
    response = sent(consultation, CONSENT, may_quote="on")
    page = page_with(consultation, outcome())
    for both in (quote(), quote(response.reference_text, "at a workshop")):
        errors = stream_errors(edit_page(publisher, page, body=[outcome(quotes=[both])]))
        assert list(errors) == ["0/quotes/0/reference"]


def test_nothing_is_quoted_before_it_was_compared(
    publisher: Client, consultation: ConsultationPage
) -> None:
    response = sent(consultation, CONSENT, may_quote="on")
    unchecked = [outcome(quotes=[quote(response.reference_text, checked=False)])]
    page = page_with(consultation, *unchecked)
    assert words_of(page, ".outcome__quote") == []
    errors = stream_errors(edit_page(publisher, page, body=unchecked))
    assert list(errors) == ["0/quotes/0/checked"]
    assert edit_page(publisher, page, action="", body=unchecked).status_code == 302


def test_no_reference_gets_into_the_search(consultation: ConsultationPage) -> None:
    response = sent(consultation, CONSENT, may_quote="on")
    page = page_with(consultation, outcome(quotes=[quote(response.reference_text)]))
    block = page._meta.get_field("body").stream_block
    content = " ".join(block.get_searchable_content(page.body))
    assert "three people" in content
    assert response.reference_text not in content


def test_the_consent_is_marked_in_the_editor(
    publisher: Client, consultation: ConsultationPage
) -> None:
    page = SectionPageFactory(parent=consultation)
    assert edit_page(publisher, page, body=[feedback_form(CONSENT)]).status_code == 302
    page.refresh_from_db()
    assert page.feedback_definition().questions[0].quoting


def test_the_preview_shows_ideas_as_their_drafts_have_them(
    publisher: Client, consultation: ConsultationPage
) -> None:
    idea = IdeaFactory(lead="", statement="Nobody has seen this", live=False)
    page = page_with(consultation, outcome(ideas=[idea.pk]))
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert "Nobody has seen this" in publisher.get(address).content.decode()
    assert "Nobody has seen this" not in Client().get(page.get_url()).content.decode()
