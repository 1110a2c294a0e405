"""The code on a receipt: short, unambiguous, and found however people type it."""

import random
import re
import secrets

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page

from consultation.responses.models import Response
from consultation.responses.references import (
    ALPHABET,
    LENGTH,
    display_reference,
    new_reference,
    parse_reference,
)
from tests.factories import answer
from tests.responses.actions import store

pytestmark = pytest.mark.django_db

references = st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH)


def receipt_status(client: Client, typed: str) -> int:
    """Return the status of the receipt at a reference as someone typed it."""
    return client.get(f"/respond/receipt/{typed}/").status_code


def test_no_character_is_mistaken_for_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("0O1IL5SU")
    assert not set(ALPHABET) & set("AEIOU"), "vowels make words"


def test_a_reference_cannot_be_guessed() -> None:
    assert len(ALPHABET) ** LENGTH > 2**46
    drawn = {new_reference() for _ in range(1_000)}
    assert len(drawn) == 1_000
    assert set("".join(drawn)) == set(ALPHABET)


def test_the_receipt_shows_the_reference_in_two_groups(client: Client, page: Page) -> None:
    response = answer(client, page)
    html = client.get(f"/respond/receipt/{response.reference_text}/").content.decode()
    assert re.fullmatch(rf"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", response.reference_text)
    assert response.reference_text in html


@pytest.mark.parametrize(
    "typed",
    ["{0}-{1}", "{0}{1}", "{0} {1}", " {0} - {1} ", "{0}–{1}", "{0}.{1}"],
)
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_the_receipt_is_found_however_it_is_typed(
    client: Client, page: Page, typed: str, case: object
) -> None:
    response = answer(client, page)
    groups = response.reference_text.split("-")
    assert receipt_status(client, case(typed.format(*groups))) == 200  # type: ignore[operator]


@pytest.mark.parametrize(
    "typed", ["22222-22222", "x", "-", "%F0%9F%98%80", "'", "2" * 5_000, "²²²²²-²²²²²"]
)
def test_any_other_reference_has_no_receipt(client: Client, page: Page, typed: str) -> None:
    answer(client, page)
    assert receipt_status(client, typed) == 404


def test_a_part_of_a_reference_is_not_enough(client: Client, page: Page) -> None:
    response = answer(client, page)
    assert receipt_status(client, response.reference[:-1]) == 404
    assert receipt_status(client, response.reference + "2") == 404


def test_a_reference_drawn_twice_is_drawn_again(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "choice", random.Random(7).choice)
    first = store(page, summary="The first")
    # The same chance again: it comes to the reference that is taken, and goes on.
    monkeypatch.setattr(secrets, "choice", random.Random(7).choice)
    second = store(page, summary="The second")
    assert second.reference != first.reference
    assert Response.objects.get(reference=first.reference).form_data == {"summary": "The first"}
    assert Response.objects.get(reference=second.reference).form_data == {"summary": "The second"}


@given(references)
def test_what_is_displayed_is_read_back(reference: str) -> None:
    assert parse_reference(display_reference(reference)) == reference
    assert parse_reference(display_reference(reference).lower()) == reference
