"""We asked, you said, we did: what an outcome cites is shown as far as readers may see it."""

from typing import Any

import pytest
from bs4 import Tag
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage
from consultation.responses import services
from consultation.responses.models import PublishedAnswer, Response, Status
from consultation.responses.publication.services import NOT_PUBLIC, withdraw, withdraw_consent
from consultation.responses.results.idea_results import MEAN, metric_name
from ideas.deletion import on_purpose
from ideas.models import Idea
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    OutcomePageFactory,
    SectionPageFactory,
    ThemePageFactory,
    answer,
    draft_answer,
    feedback_form,
    make_user,
    outcome,
    publish_answer,
    question,
    reword,
)
from tests.factories.editor import edit_page, stream_errors
from tests.feedback.screens import screen

pytestmark = pytest.mark.django_db

SCALE = {"label": "Usefulness", "low_label": "Not useful", "high_label": "Very", "points": 5}
AVERAGE = metric_name("idea_scoring", "usefulness", "Usefulness", MEAN)
FIVES = metric_name("idea_scoring", "usefulness", "Usefulness", "5")


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


def test_figures_are_calculated_from_the_responses(
    consultation: ConsultationPage, idea: Idea
) -> None:
    score(asking(consultation), idea, 5, 5, 4, 3, 1)
    assert figures(consultation, idea, AVERAGE, FIVES, "", note="of 5") == [
        "3.6 on average at “Usefulness” (of 5; 5 answers) for “Share what works”",
        "40% answered “5” to “Usefulness” (of 5; 5 answers) about “Share what works”",
        "5 responses say something about “Share what works” (of 5)",
    ]


def test_small_groups_give_no_figure(consultation: ConsultationPage, idea: Idea) -> None:
    score(asking(consultation), idea, 5, 5, 4, 3)
    assert (
        figures(consultation, idea, AVERAGE, FIVES)
        == ["Fewer than 5 answers to “Usefulness” about “Share what works”: too few for a figure"]
        * 2
    )


def test_a_scale_that_no_one_answered_gives_none(
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
    figure["measure"] = metric_name("idea_scoring", "usefulness", "Usefulness", "6")
    errors = stream_errors(edit_page(publisher, page, body=[outcome(figures=[figure])]))
    assert list(errors) == ["0/figures/0/measure"]


def test_a_figure_from_elsewhere_has_its_source(consultation: ConsultationPage) -> None:
    figure = {"number": "7 of 9", "words": "councils agree", "source": "Our visits"}
    page = page_with(consultation, outcome(other_figures=[figure]))
    assert words_of(page, ".outcome__figure") == ["7 of 9 councils agree Source: Our visits"]


# Quotes.


CONSENT = question("consent", "may_quote", "You may quote me", quoting=True)


def sent(consultation: Page, *consents: dict[str, Any], **data: str) -> Response:
    """Return a response to a form with these boxes to tick."""
    summary = question("short_text", "summary")
    page = SectionPageFactory(parent=consultation, blocks=[feedback_form(summary, *consents)])
    data = {"summary": "We are three people. Write to me@example.org"} | data
    return answer(Client(), page, **data)


def published(consultation: Page, **data: str) -> PublishedAnswer:
    return publish_answer(sent(consultation, CONSENT, may_quote="on", **data))


def elsewhere(**value: Any) -> dict[str, Any]:
    words = {"quote": "We are three people.", "who": "A data lead", "said_at": "at a workshop"}
    return {"answer": None, "checked": True} | words | value


def of(answer: PublishedAnswer, **value: Any) -> dict[str, Any]:
    return elsewhere(quote="", who="", said_at="", checked=False, answer=answer.pk) | value


QUOTED = (
    "We are three people. Write to [redacted: email address] A data lead "
    "Published with consent; parts are redacted"
)


def test_words_with_consent_are_quoted_by_role_alone(
    publisher: Client, consultation: ConsultationPage
) -> None:
    answer = published(consultation)
    page = page_with(consultation, outcome())
    body = [outcome(quotes=[of(answer), of(answer, who="A teacher")])]
    assert edit_page(publisher, page, body=body).status_code == 302
    assert words_of(page, ".outcome__quote") == [QUOTED, QUOTED.replace("data lead", "teacher")]
    html = Client().get(page.get_url()).content.decode()
    assert answer.response.reference_text not in html
    assert answer.response.reference not in html
    assert "me@example.org" not in html
    assert "three people" not in str(page.body.raw_data[0]), "The page holds no word of it"


def test_an_answer_with_nothing_left_out_says_so(consultation: ConsultationPage) -> None:
    page = page_with(consultation, outcome(quotes=[of(published(consultation, summary="Plain"))]))
    assert words_of(page, ".outcome__quote") == ["Plain A data lead Published with consent"]


def draft(consultation: Page) -> PublishedAnswer:
    return draft_answer(sent(consultation, CONSENT, may_quote="on"))


def withdrawn(consultation: Page) -> PublishedAnswer:
    answer = published(consultation)
    withdraw(answer, "A mistake", make_user("Analyst"))
    return answer


def consent_withdrawn(consultation: Page) -> PublishedAnswer:
    answer = published(consultation)
    withdraw_consent([answer.response], "Asked for", make_user("Analyst"))
    return answer


def quarantined(consultation: Page) -> PublishedAnswer:
    return moved(consultation, Status.QUARANTINED)


def excluded(consultation: Page) -> PublishedAnswer:
    return moved(consultation, Status.EXCLUDED)


def moved(consultation: Page, status: Status) -> PublishedAnswer:
    answer = published(consultation)
    services.change_status([answer.response], status, "A reason", make_user("Analyst"))
    return answer


def erased(consultation: Page) -> PublishedAnswer:
    answer = published(consultation)
    services.erase([answer.response], "Asked for", make_user("Administrator"))
    return answer


def consent_missing_behind_its_back(consultation: Page) -> PublishedAnswer:
    answer = published(consultation)
    answer.response.form_data = {"summary": "We are three people"}
    answer.response.save()
    return answer


each_hidden = pytest.mark.parametrize(
    "make",
    [
        draft,
        withdrawn,
        consent_withdrawn,
        quarantined,
        excluded,
        erased,
        consent_missing_behind_its_back,
    ],
    ids=lambda make: make.__name__,
)


@each_hidden
def test_what_is_not_public_is_neither_taken_by_the_editor_nor_shown(
    publisher: Client, consultation: ConsultationPage, make: Any
) -> None:
    quote = of(make(consultation))
    page = page_with(consultation, outcome(quotes=[quote]))
    assert words_of(page, ".outcome__quote") == [], "However it came there"
    for action in ("", "action-publish"):
        response = edit_page(publisher, page, action, body=[outcome(quotes=[quote])])
        assert stream_errors(response) == {"0/quotes/0/answer": NOT_PUBLIC}


def test_words_go_when_their_response_is_excluded_and_come_back_with_it(
    consultation: ConsultationPage,
) -> None:
    answer = published(consultation)
    page = page_with(consultation, outcome(quotes=[of(answer)]))
    analyst = make_user("Analyst")
    shown_each_time = []
    for status in (Status.COUNTED, Status.EXCLUDED, Status.COUNTED):
        services.change_status([answer.response], status, "A reason", analyst)
        shown_each_time.append(len(words_of(page, ".outcome__quote")))
    assert shown_each_time == [1, 0, 1]


def test_no_cache_keeps_a_page_with_an_answer_on_it(consultation: ConsultationPage) -> None:
    page = page_with(consultation, outcome(quotes=[elsewhere()]))
    assert "s-maxage" in Client().get(page.get_url())["Cache-Control"]
    with on_purpose("Behind the admin’s back"):
        page.delete()
    page = page_with(consultation, outcome(quotes=[of(published(consultation))]))
    assert "s-maxage" not in Client().get(page.get_url())["Cache-Control"]
    assert "no-cache" in Client().get(page.get_url())["Cache-Control"]


def test_words_from_elsewhere_say_where_they_were_said(
    publisher: Client, consultation: ConsultationPage
) -> None:
    page = page_with(consultation, outcome())
    body = [outcome(quotes=[elsewhere()])]
    assert edit_page(publisher, page, body=body).status_code == 302
    assert words_of(page, ".outcome__quote") == ["We are three people. A data lead, at a workshop"]


def test_a_quote_has_one_source_and_all_that_it_needs(
    publisher: Client, consultation: ConsultationPage
) -> None:
    page = page_with(consultation, outcome(quotes=[elsewhere(checked=False)]))
    assert words_of(page, ".outcome__quote") == [], "No one compared it with the original"
    nothing = elsewhere(quote="", who="", said_at="")
    both = of(published(consultation), quote="Something else")
    wrong = [
        (nothing, {"answer"}),
        (both, {"answer"}),
        (elsewhere(checked=False, who=""), {"checked", "who"}),
        (elsewhere(said_at=""), {"said_at"}),
        (elsewhere(quote=""), {"quote"}),
    ]
    for value, fields in wrong:
        errors = stream_errors(edit_page(publisher, page, body=[outcome(quotes=[value])]))
        assert {key.rpartition("/")[2] for key in errors} == fields
    body = [outcome(quotes=[elsewhere(checked=False)])]
    assert edit_page(publisher, page, action="", body=body).status_code == 302, "A draft may wait"


def test_words_from_elsewhere_are_found_by_the_search(consultation: ConsultationPage) -> None:
    page = page_with(consultation, outcome(quotes=[elsewhere()]))
    block = page._meta.get_field("body").stream_block
    assert "three people" in " ".join(block.get_searchable_content(page.body))


def test_the_consent_is_marked_in_the_editor(
    publisher: Client, consultation: ConsultationPage
) -> None:
    page = SectionPageFactory(parent=consultation)
    assert edit_page(publisher, page, body=[feedback_form(CONSENT)]).status_code == 302
    page.refresh_from_db()
    assert page.feedback_definition().questions[0].quoting
    second = question("consent", "once_more", "And this?", quoting=True)
    errors = stream_errors(edit_page(publisher, page, body=[feedback_form(CONSENT, second)]))
    assert list(errors) == ["0/questions/1/quoting"], "One to a form"


def test_the_preview_shows_ideas_as_their_drafts_have_them(
    publisher: Client, consultation: ConsultationPage
) -> None:
    idea = IdeaFactory(lead="", statement="No one has seen this", live=False)
    page = page_with(consultation, outcome(ideas=[idea.pk]))
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert "No one has seen this" in publisher.get(address).content.decode()
    assert "No one has seen this" not in Client().get(page.get_url()).content.decode()
