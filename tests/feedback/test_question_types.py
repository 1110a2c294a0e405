"""What each type of question takes, stores and refuses."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer, question
from tests.feedback.screens import error_summary, shown_value

pytestmark = pytest.mark.django_db

Question = dict[str, Any]

COLOURS = ["Red", "Green", "Blue, or grey"]
SHORT = question("short_text", "q", "Your name")
LONG = question("long_text", "q", "Your view")
RADIOS = question("single_choice", "q", "Your colour", options=COLOURS)
SELECT = question("single_choice", "q", "Your colour", options=COLOURS, display="select")
SEVERAL = question("several_choices", "q", "Your colours", options=COLOURS)
RATING = question("rating", "q", "How good?", points=4, low_label="Bad", high_label="Good")
WHOLE = question("number", "q", "How many?", whole=True, minimum=0, maximum=2000)
NUMBER = question("number", "q", "How much?", whole=False)
DATE = question("date", "q", "When?")
EMAIL = question("email", "q", "Your email")
CONSENT = question("consent", "q", "You may quote me")
ROLE = question("role", "q", "Your role")
REFLECTION = question("reflection", "q", "Your reflection")

CHOOSE_OFFERED = "Select one of the answers to “Your colour”"
WHOLE_NUMBER = "“How many?” must be a whole number, like 12"
A_NUMBER = "“How much?” must be a number, like 12"
REAL_DATE = "“When?” must be a real date, like 23/11/2026"
RIGHT_EMAIL = "Enter an email address in the correct format, like name@example.org"


def send_all(client: Client, cases: list[tuple[Question, Any]]) -> HttpResponse:
    """Answer a form that asks one question for each case, called q0, q1 and so on.

    Args:
        client: the respondent's browser.
        cases: what is asked, and what is typed; None sends nothing for it.
    """
    asked = [
        {**each, "value": {**each["value"], "key": f"q{number}"}}
        for number, (each, _) in enumerate(cases)
    ]
    page = SectionPageFactory(blocks=[feedback_form(*asked)])
    fields: dict[str, Any] = dict(open_form(client, page))
    typed = {f"q{n}": typed for n, (_, typed) in enumerate(cases) if typed is not None}
    return post_answer(client, page, fields | typed)


def required(asked: Question) -> Question:
    return {**asked, "value": {**asked["value"], "required": True}}


STORED = [
    (SHORT, "Ada", "Ada"),
    (LONG, "One\r\ntwo", "One\ntwo"),
    (RADIOS, "Blue, or grey", "Blue, or grey"),
    (SELECT, "Green", "Green"),
    (SEVERAL, ["Red", "Blue, or grey"], ["Red", "Blue, or grey"]),
    (SEVERAL, "Red", ["Red"]),
    (RATING, "1", 1),
    (RATING, "4", 4),
    (WHOLE, "0", 0),
    (WHOLE, " 12 ", 12),
    (WHOLE, "1,200", 1200),
    (WHOLE, "1 200", 1200),
    (NUMBER, "+12.", 12),
    (NUMBER, "1.5", 1.5),
    (NUMBER, "-3", -3),
    (NUMBER, "1,234,567.25", 1234567.25),
    (DATE, "2026-11-23", "2026-11-23"),
    (DATE, "23/11/2026", "2026-11-23"),
    (DATE, "3.1.2026", "2026-01-03"),
    (EMAIL, " ada@example.org ", "ada@example.org"),
    (CONSENT, "on", True),
    (CONSENT, None, False),
    (ROLE, "Local authority leadership", "Local authority leadership"),
    (REFLECTION, "I’m unsure about this", "I’m unsure about this"),
]


def test_an_answer_is_stored_as_it_was_meant(client: Client) -> None:
    response = send_all(client, [(asked, typed) for asked, typed, _ in STORED])
    assert response.status_code == 303, error_summary(response)
    kept = Response.objects.get().form_data
    wanted = {f"q{number}": stored for number, (_, _, stored) in enumerate(STORED)}
    assert {key: (type(value), value) for key, value in kept.items()} == {
        key: (type(value), value) for key, value in wanted.items()
    }


@pytest.mark.parametrize("typed", [None, ""])
def test_an_optional_question_may_be_left_open(client: Client, typed: str | None) -> None:
    asked = [SHORT, LONG, RADIOS, SELECT, RATING, WHOLE, NUMBER, DATE, EMAIL, ROLE, REFLECTION]
    # Boxes that no one ticked are not sent at all.
    assert (
        send_all(client, [*((each, typed) for each in asked), (SEVERAL, None)]).status_code == 303
    )
    assert Response.objects.get().form_data == {}


REQUIRED = [
    (SHORT, "id_q", "Enter an answer to “Your name”"),
    (LONG, "id_q", "Enter an answer to “Your view”"),
    (RADIOS, "id_q_0", "Select an answer to “Your colour”"),
    (SELECT, "id_q", "Select an answer to “Your colour”"),
    (SEVERAL, "id_q_0", "Select an answer to “Your colours”"),
    (RATING, "id_q_0", "Select an answer to “How good?”"),
    (WHOLE, "id_q", "Enter an answer to “How many?”"),
    (DATE, "id_q", "Enter an answer to “When?”"),
    (EMAIL, "id_q", "Enter your email address"),
    (CONSENT, "id_q", "Tick “You may quote me” to send your response"),
    (ROLE, "id_q", "Select your role"),
    (REFLECTION, "id_q", "Select an answer to “Your reflection”"),
]


def test_a_required_question_must_be_answered(client: Client) -> None:
    response = send_all(client, [(required(asked), None) for asked, _, _ in REQUIRED])
    assert response.status_code == 422
    wanted = {
        control.replace("q", f"q{number}"): message
        for number, (_, control, message) in enumerate(REQUIRED)
    }
    assert error_summary(response) == wanted
    html = response.content.decode()
    assert {control: html.count(f'id="{control}"') for control in wanted} == dict.fromkeys(
        wanted, 1
    )
    assert not Response.objects.exists()


def test_outer_space_alone_is_no_answer(client: Client) -> None:
    spaces = " \r\n\t "
    response = send_all(client, [(required(SHORT), spaces), (required(LONG), spaces)])
    assert list(error_summary(response)) == ["id_q0", "id_q1"]


REFUSED = [
    (RADIOS, "Purple", CHOOSE_OFFERED),
    (SELECT, "red", CHOOSE_OFFERED),
    (SEVERAL, ["Red", "Purple"], "Select one of the answers to “Your colours”"),
    (RATING, "0", "Select one of the answers to “How good?”"),
    (RATING, "5", "Select one of the answers to “How good?”"),
    (WHOLE, "1.5", WHOLE_NUMBER),
    (WHOLE, "many", WHOLE_NUMBER),
    (WHOLE, "-1", "“How many?” must be 0 or more"),
    (WHOLE, "2001", "“How many?” must be 2,000 or less"),
    (NUMBER, "NaN", A_NUMBER),
    (NUMBER, "Infinity", A_NUMBER),
    (NUMBER, "1,5", A_NUMBER),
    (NUMBER, "12 5", A_NUMBER),
    (NUMBER, "1,2345", A_NUMBER),
    (NUMBER, "1,234 567", A_NUMBER),
    (NUMBER, "\x00", A_NUMBER),
    (NUMBER, "1e400", "“How much?” must have 15 digits or fewer"),
    (DATE, "2026-02-30", REAL_DATE),
    (DATE, "11/23/2026", REAL_DATE),
    (DATE, "soon", REAL_DATE),
    (EMAIL, "ada at example", RIGHT_EMAIL),
    (EMAIL, "ada@example.org\nBcc: all@example.org", RIGHT_EMAIL),
    (ROLE, "Emperor", "Select one of the answers to “Your role”"),
]


def test_what_cannot_be_an_answer_is_refused(client: Client) -> None:
    response = send_all(client, [(asked, typed) for asked, typed, _ in REFUSED])
    assert response.status_code == 422
    assert list(error_summary(response).values()) == [message for _, _, message in REFUSED]
    assert not Response.objects.exists()


PER_CENT = [
    (question("single_choice", "q", "What % is it?", options=["10 %"]), "20 %"),
    (question("several_choices", "q", "What % is it?", options=["10 %"]), ["20 %"]),
    (question("rating", "q", "What % is it?", low_label="0 %", high_label="1 %"), "9"),
    (question("number", "q", "What % is it?", maximum=100, whole=True), "101"),
    (question("number", "q", "What % is it?", whole=True), "NaN"),
    (question("number", "q", "What % is it?", whole=True), "1.5"),
    (question("date", "q", "What % is it?"), "soon"),
    (question("short_text", "q", "What % is it?", maximum_characters=2), "soon"),
]


def test_a_percentage_in_a_question_is_only_that(client: Client) -> None:
    messages = error_summary(send_all(client, PER_CENT)).values()
    assert len(messages) == len(PER_CENT)
    assert all("“What % is it?”" in message for message in messages)


SHOWN_AGAIN = [
    (RADIOS, "Green", ["Green"]),
    (SELECT, "Green", ["Green"]),
    (SEVERAL, ["Red", "Green"], ["Red", "Green"]),
    (RATING, "3", ["3"]),
    (WHOLE, "3,000", "3,000"),
    (DATE, "30/02/2026", "30/02/2026"),
    (EMAIL, "ada at example", "ada at example"),
    (CONSENT, "on", ["on"]),
]


def test_a_form_shown_again_holds_what_was_given(client: Client) -> None:
    missing = (question("short_text", "missing", required=True), None)
    response = send_all(client, [*((asked, typed) for asked, typed, _ in SHOWN_AGAIN), missing])
    assert response.status_code == 422
    shown = [shown_value(response, f"q{number}") for number in range(len(SHOWN_AGAIN))]
    assert shown == [shown for _, _, shown in SHOWN_AGAIN]
