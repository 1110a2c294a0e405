"""What the portal marks in a text before a person reads it, and what it leaves alone."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.responses.publication.pii_detection import detect_pii, is_nhs_number
from consultation.responses.publication.redaction import redact

FOUND = {
    "email address": [
        "ada@example.org",
        "Ada.O'Lovelace+work@mail.example.co.uk",
        "ADA_1@EXAMPLE.ORG",
    ],
    "phone number": [
        "020 7946 0958",
        "02079460958",
        "(020) 7946 0958",
        "0117-496-0123",
        "07700 900123",
        "07700.900.123",
        "01632 960 01",
        "+44 20 7946 0958",
        "+44 (0)20 7946 0958",
        "+442079460958",
        "0044 20 7946 0958",
        "+1 (212) 555-0100",
        "+353 1 679 6000",
    ],
    "postcode": ["SW1A 1AA", "sw1a1aa", "M1 1AE", "m11ae", "EC1A\u00a01BB", "W1A  0AX", "gir 0aa"],
    "NHS number": ["943 476 5919", "9434765919", "943-476-5919", "943  476  5919"],
}
LEFT = [
    "on 01/02/2024",
    "on 2024-02-01 at 10:05:30",
    "01.02.2024 – 02.03.2024",
    "between 2019 and 2024",
    "£1,020,300.50 or 0.0203040506 %",
    "order 1234567890",
    "case 12/345/678",
    "943 476 5918",
    "ISBN 978-0-201-63361-0",
    "in E10 5th floor",
    "section B12 3.4",
    "AB12 only",
    "1 2 3 4 5 6 7 8 9 10 11",
    "@home and a @ b",
    "12:30–13:45",
    "the years 2023 2024 2025",
]


@pytest.mark.parametrize(
    ("kind", "secret"), [(kind, each) for kind, some in FOUND.items() for each in some]
)
@pytest.mark.parametrize(
    "around", ["{}", "Write to {}.", "({})", "x\n{}\ny", "Tel:{}, or", "12 {}, 5"]
)
def test_it_is_found_and_left_out_whole(kind: str, secret: str, around: str) -> None:
    text = around.format(secret)
    assert redact(text, detect_pii(text)) == around.format(f"[redacted: {kind}]").strip()


@pytest.mark.parametrize("text", LEFT)
def test_what_tells_no_one_who_it_is_stays(text: str) -> None:
    assert detect_pii(text) == []


def test_own_answers_are_found_whatever_their_capitals_and_spaces() -> None:
    text = "ADA\nLovelace of Leeds City Council. Adalovelace is another. Al too"
    found = redact(text, detect_pii(text, ["Ada Lovelace", "Leeds City Council", "Al"]))
    mark = "[redacted: name or organisation]"
    assert found == f"{mark} of {mark}. Adalovelace is another. Al too"


secrets = st.sampled_from([each for some in FOUND.values() for each in some])
# Words that are no part of a number, an address or a postcode, whatever is next to them.
words = (
    st.text("aeiouæßЖ,.!? \n", min_size=1, max_size=12)
    .filter(lambda text: text.strip(" ."))
    .map(lambda text: f" {text} ")
)
# What people put into a number as well as between two.
gaps = st.sampled_from([" ", "  ", " . ", " - ", "\u00a0", ". "])


@given(st.lists(st.tuples(words, secrets), max_size=6), words)
def test_no_secret_is_left_between_words(pairs: list[tuple[str, str]], last: str) -> None:
    text = "".join(word + secret for word, secret in pairs) + last
    redacted = redact(text, detect_pii(text))
    for _, secret in pairs:
        assert secret not in redacted
    assert redacted.count("[redacted: ") == len(pairs)


@given(st.lists(st.tuples(secrets, gaps), min_size=1, max_size=6))
def test_no_secret_is_left_of_those_side_by_side(pairs: list[tuple[str, str]]) -> None:
    text = "".join(secret + gap for secret, gap in pairs)
    redacted = redact(text, detect_pii(text))
    assert not re.search(r"[0-9@]", redacted)


@given(st.text(st.sampled_from("0123456789 +()-.@a:ASW1\n\u00a0/é"), max_size=200))
def test_spans_are_in_order_within_the_text_and_change_nothing_else(text: str) -> None:
    spans = detect_pii(text, ["a1"])
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    at, rebuilt = 0, ""
    for span in spans:
        rebuilt += text[at : span.start] + f"[redacted: {span.kind}]"
        at = span.end
    assert redact(text, spans) == (rebuilt + text[at:]).strip()


@given(st.integers(0, 999_999_999))
def test_one_check_digit_at_most_makes_an_nhs_number(first: int) -> None:
    fitting = [digit for digit in range(10) if is_nhs_number(f"{first:09}{digit}")]
    assert len(fitting) <= 1


@pytest.mark.parametrize("part", ["0 ", "@", "a@a.", "a", "+0(", "0207 ", "a1 1", "943 476 "])
def test_a_long_text_takes_no_longer_than_it_is_long(part: str) -> None:
    before = time.process_time()
    detect_pii(part * (100_000 // len(part)), ["a b"])
    assert time.process_time() - before < 5
