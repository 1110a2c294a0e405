"""A choice whose option or question was changed meanwhile: it is shown as it was, or stored so."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from ideas.models import Idea
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    make_user,
    open_form,
    post_answer,
    question,
)
from tests.factories.answers import hidden_fields
from tests.feedback.screens import error_summary, screen, shown_value, submitted_texts

pytestmark = pytest.mark.django_db

SUMMARY = question("short_text", "summary", "Brief summary", required=True)
SCALES = [{"label": "Useful", "low_label": "Not", "high_label": "Very", "points": 5}]
GONE = "which is no longer offered."
OTHER = "which has been reworded or is no longer offered."


def choice(kind: str, *options: str, label: str = "Which colour?", **more: Any) -> dict[str, Any]:
    return question(kind, "q", label, options=list(options), **more)


def rating(points: int = 5, high: str = "Very good", **more: Any) -> dict[str, Any]:
    return question("rating", "q", "How good?", points=points, high_label=high, **more)


def consent(label: str) -> dict[str, Any]:
    return question("consent", "q", label)


def publish(page: Page, *questions: dict[str, Any]) -> None:
    page.body = page.body.stream_block.to_python([feedback_form(*questions)])
    page.save_revision().publish()


def page_with(*questions: dict[str, Any]) -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form(*questions)])


def send(
    client: Client, before: dict[str, Any], now: dict[str, Any], sent: Any, *, summary: str = "So"
) -> tuple[SectionPage, HttpResponse]:
    """Answer a form whose question is another by the time the answer is sent."""
    page = page_with(before, SUMMARY)
    fields = open_form(client, page) | {"q": sent, "summary": summary}
    publish(page, now, SUMMARY)
    return page, post_answer(client, page, fields)


def resend(client: Client, page: Page, response: HttpResponse, **data: Any) -> Response:
    """Send the form that came back, and return what was stored."""
    fields = hidden_fields(response.content) | {"summary": "So"} | data
    assert post_answer(client, page, fields).status_code == 303
    return Response.objects.get()


@pytest.mark.parametrize("display", ["radios", "select"])
@pytest.mark.parametrize(
    ("now", "words"), [(("Red", "Teal"), OTHER), (("Red",), GONE), (("Red or green",), OTHER)]
)
def test_chosen_option_that_is_gone_is_named(
    client: Client, display: str, now: tuple[str, ...], words: str
) -> None:
    before = choice("single_choice", "Red", "Green", display=display, required=True)
    after = choice("single_choice", *now, display=display, required=True)
    page, response = send(client, before, after, "Green")
    assert response.status_code == 422
    (message,) = error_summary(response).values()
    assert message == f"You had chosen “Green”, {words} Select an answer to “Which colour?”."
    assert shown_value(response, "summary") == "So"
    assert not any(shown_value(response, "q"))
    assert resend(client, page, response, q=now[0]).form_data["q"] == now[0]


def test_of_several_ticked_options_those_that_are_gone_are_named_and_the_others_kept(
    client: Client,
) -> None:
    before = choice("several_choices", "Red", "Green", "Blue")
    after = choice("several_choices", "Red", "Green or blue")
    page, response = send(client, before, after, ["Red", "Green", "Blue"])
    assert response.status_code == 422
    assert list(error_summary(response).values()) == [
        "You had chosen “Green” and “Blue”, which have been reworded or are no longer offered. "
        "Check your answer to “Which colour?”."
    ]
    assert shown_value(response, "q") == ["Red"]
    assert resend(client, page, response, q=["Red"]).form_data["q"] == ["Red"]


@pytest.mark.parametrize(("kind", "field"), [("role", "roles"), ("reflection", "reflections")])
def test_role_or_reflection_that_the_consultation_no_longer_offers_is_named(
    client: Client, kind: str, field: str
) -> None:
    consultation = ConsultationPageFactory(
        roles=[("option", "Teacher"), ("option", "Head")],
        reflections=[("option", "Teacher"), ("option", "Head")],
    )
    page = SectionPageFactory(
        parent=consultation, blocks=[feedback_form(question(kind, "q", "Yours?"), SUMMARY)]
    )
    fields = open_form(client, page) | {"q": "Head", "summary": "So"}
    setattr(consultation, field, [("option", "Teacher"), ("option", "Head teacher")])
    consultation.save_revision().publish()
    response = post_answer(client, page, fields)
    assert response.status_code == 422
    (message,) = error_summary(response).values()
    assert message == f"You had chosen “Head”, {OTHER} Check your answer to “Yours?”."


def test_several_ticks_where_only_one_answer_is_asked_for_now(client: Client) -> None:
    before = choice("several_choices", "Red", "Green")
    page, response = send(client, before, choice("single_choice", "Red", "Green"), ["Red", "Green"])
    assert response.status_code == 422
    (message,) = error_summary(response).values()
    assert message.startswith(
        "You had chosen “Red” and “Green”. Only one answer can be chosen now."
    )
    assert resend(client, page, response, q="Red").form_data["q"] == "Red"


def test_rating_above_the_current_steps_is_shown_with_its_meaning(client: Client) -> None:
    page, response = send(client, rating(5, low_label="Bad"), rating(3, low_label="Bad"), "4")
    assert response.status_code == 422
    assert list(error_summary(response).values()) == [
        "You had chosen 4 of 5 (1: Bad, 5: Very good) for “How good?”. The scale has changed: "
        "choose again, or leave it blank."
    ]
    assert resend(client, page, response).form_data == {"summary": "So"}


def test_rating_on_another_scale_is_stored_under_the_scale_that_was_shown(client: Client) -> None:
    _, response = send(client, rating(5, low_label="Bad"), rating(10, low_label="Bad"), "4")
    assert response.status_code == 303
    stored = Response.objects.get()
    assert stored.form_data["q"] == 4
    assert stored.form_version.definition.by_key()["q"].points == 5


def test_rating_is_not_carried_over_to_another_scale(client: Client) -> None:
    before, after = rating(5, low_label="Bad"), rating(10, low_label="Bad")
    _, response = send(client, before, after, "4", summary="")
    assert list(error_summary(response)) == ["id_q_0", "id_summary"]
    assert "You had chosen 4 of 5" in error_summary(response)["id_q_0"]
    assert shown_value(response, "q") == []


def test_tick_under_words_that_were_reworded_is_not_carried_over(client: Client) -> None:
    before, after = consent("You may publish it"), consent("You may publish it with my name")
    page, response = send(client, before, after, "on", summary="")
    assert "You had ticked “You may publish it”, which has been reworded." in " ".join(
        error_summary(response).values()
    )
    assert shown_value(response, "q") == []
    assert not resend(client, page, response).form_data["q"]


def test_tick_is_stored_under_the_words_that_were_shown(client: Client) -> None:
    before, after = consent("You may publish it"), consent("You may publish it with my name")
    _, response = send(client, before, after, "on")
    assert response.status_code == 303
    asked = Response.objects.get().form_version.definition.by_key()
    assert asked["q"].label == "You may publish it"


def test_reworded_question_is_reported_where_the_form_comes_back(client: Client) -> None:
    before = choice("single_choice", "Yes", "No", label="Do you like it?")
    after = choice("single_choice", "Yes", "No", label="Do you dislike it?")
    _, response = send(client, before, after, "Yes", summary="")
    assert error_summary(response)["id_q_0"] == (
        "You had chosen “Yes” when the question was “Do you like it?”. It has been reworded: "
        "check your answer."
    )


@pytest.mark.parametrize(
    ("before", "sent", "now", "told"),
    [
        (choice("single_choice", "Red", "Green"), "Green", question("number", "q", "N"), "Green"),
        (choice("several_choices", "Red", "Green"), ["Red", "Green"],
         question("short_text", "q", "T"), "Red; Green"),
        (rating(5), "4", choice("single_choice", "4", "Green"), "4 of 5"),
        (question("number", "q", "N"), "12", choice("single_choice", "Red", "Green"), "12"),
        (question("date", "q", "D"), "2026-02-31", question("consent", "q", "C"), "2026-02-31"),
        (consent("I agree"), "on", question("date", "q", "D"), "Yes"),
        (question("long_text", "q", "L"), "One\r\ntwo", question("short_text", "q", "S"),
         "One\ntwo"),
    ],
)  # fmt: skip
def test_answer_of_another_kind_than_is_asked_for_now_is_shown_for_copying(
    client: Client, before: dict[str, Any], sent: Any, now: dict[str, Any], told: str
) -> None:
    page, response = send(client, before, now, sent)
    assert response.status_code == 422
    assert submitted_texts(response) == {before["value"]["label"]: told}
    assert "A question was changed while you were writing." in response.content.decode()
    stored = resend(client, page, response)
    assert not stored.form_data.get("q")
    assert stored.form_version.definition.by_key()["q"].type == now["type"]


@pytest.fixture
def ideas() -> list[Idea]:
    theme = ThemeFactory()
    return [IdeaFactory(theme=theme, lead="", statement=f"Idea {n}") for n in (1, 2)]


def about(kind: str) -> dict[str, Any]:
    more: dict[str, dict[str, Any]] = {
        "idea_scoring": {"scales": SCALES},
        "idea_judgement": {"comments": True},
    }
    return question(kind, "q", "About ideas", **more.get(kind, {}))


def sent_about(kind: str, idea: Idea) -> tuple[dict[str, str], str]:
    """Return what is sent about an idea, and how its author reads it."""
    if kind == "idea_picks":
        return {"q": idea.code}, idea.wording
    if kind == "idea_scoring":
        return {f"q__{idea.code}__useful": "4"}, f"{idea.wording}: Useful: 4"
    sent = {f"q__{idea.code}__true": "Partly", f"q__{idea.code}__comment": "In Kent"}
    return sent, f"{idea.wording}: Is it true?: Partly\n{idea.wording}: Comment: In Kent"


IDEA_KINDS = ["idea_scoring", "idea_judgement", "idea_picks"]


@pytest.mark.parametrize("kind", IDEA_KINDS)
@pytest.mark.parametrize("change", ["removed", "changed"])
def test_answers_about_ideas_are_shown_in_words_for_copying(
    client: Client, ideas: list[Idea], kind: str, change: str
) -> None:
    page = page_with(about(kind), SUMMARY)
    sent, told = sent_about(kind, ideas[0])
    fields = open_form(client, page) | sent | {"summary": "So"}
    other = IDEA_KINDS[IDEA_KINDS.index(kind) - 1]
    publish(page, *([about(other)] if change == "changed" else []), SUMMARY)
    response = post_answer(client, page, fields)
    assert response.status_code == 422
    assert submitted_texts(response) == {"About ideas": told}
    assert f"A question was {change} while you were writing." in response.content.decode()
    assert resend(client, page, response).form_data == {"summary": "So"}


def test_fewer_picks_allowed_meanwhile_break_no_answer_under_way(
    client: Client, ideas: list[Idea]
) -> None:
    page = page_with(about("idea_picks"), SUMMARY)
    picks = [idea.code for idea in ideas]
    fields = open_form(client, page) | {"q": picks, "summary": "So"}
    publish(page, question("idea_picks", "q", "About ideas", at_most=1), SUMMARY)
    assert post_answer(client, page, fields).status_code == 303
    assert Response.objects.get().form_data["q"] == picks


@pytest.mark.parametrize("kind", IDEA_KINDS)
def test_after_closing_answers_about_ideas_are_given_back_in_words(
    client: Client, ideas: list[Idea], kind: str
) -> None:
    consultation = ConsultationPageFactory()
    blocks = [feedback_form(about(kind), SUMMARY)]
    page = SectionPageFactory(parent=consultation, blocks=blocks)
    sent, told = sent_about(kind, ideas[0])
    fields = open_form(client, page) | sent | {"summary": "So"}
    type(consultation).objects.filter(pk=consultation.pk).update(
        closes_at=timezone.now() - timedelta(days=1)
    )
    response = post_answer(client, page, fields)
    assert response.status_code == 409
    assert submitted_texts(response) == {"About ideas": told, "Brief summary": "So"}


def test_changed_questions_are_reported_in_manual_entry_as_well() -> None:
    page = page_with(choice("single_choice", "Red", "Green"), SUMMARY)
    analyst = Client()
    analyst.force_login(make_user("Analyst"))
    url = f"/admin/enter-response/{page.pk}/"
    found = screen(analyst.get(url)).select("form.feedback__form input[type=hidden]")
    fields = {field["name"]: field["value"] for field in found}
    origin = {"origin-source": "letter"}
    publish(page, choice("single_choice", "Red", "Blue"))
    response = analyst.post(url, fields | origin | {"q": "Green", "summary": "So"})
    assert response.status_code == 422
    assert f"You had chosen “Green”, {OTHER}" in " ".join(error_summary(response).values())
    assert submitted_texts(response) == {"Brief summary": "So"}
    assert not Response.objects.exists()
