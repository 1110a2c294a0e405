"""What a column is, told by its heading alone or by what stands in it."""

import re
from collections.abc import Collection
from difflib import SequenceMatcher

from consultation.importing.answers.mapping import Use
from consultation.importing.answers.wording import same, words
from consultation.responses.definitions import Question

RECEIVED = (
    "timestamp",
    "completion time",
    "submitted at",
    "submitted on",
    "submission time",
    "submission date",
    "date submitted",
    "time submitted",
    "submit time",
    "submitted",
    "received",
    "received uk time",
    "received at",
    "date received",
    "created at",
    "created",
    "date time",
    "date and time",
    "datetime",
    "time stamp",
    "response date",
    "end date",
    "date",
    "time",
    "when",
    "zeitstempel",
    "horodateur",
)
PAGE = (
    "page",
    "page title",
    "page url",
    "page address",
    "page path",
    "page slug",
    "page name",
    "which page",
    "url",
    "path",
    "pathname",
    "address of page",
    "source page",
    "section",
    "referrer",
    "referer",
)
# What says who somebody is. Whole words of a heading.
_PERSONAL = re.compile(
    r"\b(?:(?:first|last|full|family|sur|given|your|user|contact|respondent)\s?names?|^names?$|"
    r"forename|surname|e ?mail|phone|telephone|mobile|postcode|post code|zip|"
    r"(?:home|postal|street|ip) address|organisation|organization|^org$|employer|company|"
    r"signature|twitter|linkedin|date of birth|dob|ip)\b"
)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_ADDRESS = 320
# Short headings of another meaning may be alike by their letters.
LEAST_ALIKE, SHORT, LEAST_ALIKE_IF_SHORT = 0.86, 15, 0.93
HONEYPOTS = frozenset({"hp field", "honeypot", "hp", "website url leave blank", "bot field"})


def is_personal(heading: str) -> bool:
    """Say whether a heading asks who somebody is."""
    return bool(_PERSONAL.search(words(heading)))


def is_address(text: str) -> bool:
    """Say whether a text is an email address."""
    return len(text) <= LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(text.strip()))


def fact(heading: str) -> Use | None:
    """Return what a heading says besides answers: when it came, and to which page."""
    plain = words(heading)
    if plain in RECEIVED:
        return Use.RECEIVED
    return Use.PAGE if plain in PAGE else None


def nearest(heading: str, labels: dict[str, str]) -> str | None:
    """Return the key of the question whose wording is nearest to a heading, if it is near.

    Args:
        heading: what stands above the column.
        labels: keys of questions by the words of their labels.
    """
    plain = words(heading)
    best, most = None, 0.0
    for label, key in labels.items():
        shorter, longer = sorted((plain, label), key=len)
        least = LEAST_ALIKE if len(shorter) >= SHORT else LEAST_ALIKE_IF_SHORT
        alike = SequenceMatcher(None, plain, label).ratio()
        # Two words of a question within few others: “Brief summary of your view”.
        within = f" {shorter} " in f" {longer} " and " " in shorter
        if within and len(longer) < 3 * len(shorter):
            alike = max(alike, least)
        if alike >= least and alike > most:
            best, most = key, alike
    return best


def by_answers(given: Collection[str], questions: Collection[Question]) -> Question | None:
    """Return the choice whose options nearly all of a column's answers are.

    Args:
        given: different answers of the column, as `same` has them.
        questions: those that nothing is known to answer yet.
    """
    if len(given) < 2:
        return None
    fitting = [
        question
        for question, options in questions_with_options(questions)
        if len(options & set(given)) * 5 >= 4 * len(given)
    ]
    keys = {question.key for question in fitting}
    return fitting[0] if len(keys) == 1 else None


def questions_with_options(questions: Collection[Question]) -> list[tuple[Question, set[str]]]:
    """Return the choices among questions with their options, as `same` has them."""
    return [
        (question, {same(option) for option in question.options})
        for question in questions
        if question.options
    ]
