"""A part of an answer publishes nothing of what is left out, wherever the part begins and ends."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from consultation.responses.models import PublishedAnswer
from consultation.responses.publication.pii_detection import Kind, Span
from consultation.responses.publication.redaction import redact, redacts
from tests.factories import SectionPageFactory, feedback_form, question
from tests.responses.actions import store

NAME = "[redacted: name or organisation]"
TEXT = "We are Ada Lovelace of Leeds, 020 7946 0958, and we agree."
# What of it is published, and how that reads.
PARTS = {
    "Lovelace of Leeds": f"[…] {NAME} of Leeds […]",
    "We are Ada": f"We are {NAME} […]",
    "Ada Lovelace": None,
    "Lovelace": None,
    "Ada Lovelace of": f"[…] {NAME} of […]",
    "are Ada Lovelace": f"[…] are {NAME} […]",
    "Lovelace of Leeds, 020": f"[…] {NAME} of Leeds, [redacted: phone number] […]",
    "0958, and we agree.": "[…] [redacted: phone number], and we agree.",
    "of Leeds": "[…] of Leeds […]",
    "7946": None,
}
CONSENT = question("consent", "may_publish", "You may publish what I wrote", quoting=True)
NAMED = question("short_text", "name", "Your name", personal=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("part", "published"), PARTS.items(), ids=PARTS)
def test_a_part_at_the_edge_of_what_is_left_out(
    analyst: Client, part: str, published: str | None
) -> None:
    page = SectionPageFactory(
        blocks=[feedback_form(question("short_text", "summary", "In short"), NAMED, CONSENT)]
    )
    response = store(page, summary=TEXT, name="Ada Lovelace", may_publish=True)
    url = f"/admin/responses/{response.pk}/publish/new/?answer=summary"
    boxes = BeautifulSoup(analyst.get(url).content, "html.parser").select("[name=found]")
    data: dict[str, Any] = {"found": [box["value"] for box in boxes], "who": "A teacher"}
    screen = analyst.post(url, data | {"part": part})
    if published is None:
        assert "There is nothing left to publish." in screen.content.decode()
        assert not PublishedAnswer.objects.exists()
    else:
        assert PublishedAnswer.objects.get().text == published


# Letters that no mark has, so that the rest of a text is distinct from the marks.
LETTERS = "βδζθλμξψ"
texts = st.text(f"{LETTERS} \n", min_size=1, max_size=30)
KINDS = [Kind.WORDS, Kind.OWN, Kind.PHONE]


@st.composite
def places(draw: st.DrawFn) -> tuple[str, list[Span], tuple[int, int] | None]:
    """Draw a text, what is left out of it, and the part that is published."""
    text = draw(texts)
    pairs = st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True).map(sorted)
    spans = [
        Span(*pair, draw(st.sampled_from(KINDS))) for pair in draw(st.lists(pairs, max_size=5))
    ]
    part = draw(st.none() | pairs)
    return text, spans, (part[0], part[1]) if part else None


@given(places())
def test_no_letter_that_is_left_out_is_published_and_no_other_is_lost(
    drawn: tuple[str, list[Span], tuple[int, int] | None],
) -> None:
    text, spans, part = drawn
    start, end = part or (0, len(text))
    left_out = {place for span in spans for place in range(span.start, span.end)}
    kept = [text[place] for place in range(start, end) if place not in left_out]
    words = redact(text, spans, part)
    assert [each for each in words if each in LETTERS] == [each for each in kept if each.strip()]
    # There is a mark for every redaction, and no other.
    assert ("[redacted" in words) == bool(left_out & set(range(start, end)))
    assert ("[redacted" in words) == redacts(spans, part)
    assert words.startswith("[…] ") == bool(text[:start].strip())
    assert words.endswith(" […]") == bool(text[end:].strip())
