"""Detection of personal data in a text (PII), for a person to check.

It marks too much rather than too little, but no dates, prices or plain reference numbers. It
runs in time proportional to the text: responses may be long.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


class Kind:
    """The kinds of redaction, as stored."""

    EMAIL = "email address"
    PHONE = "phone number"
    POSTCODE = "postcode"
    NHS = "NHS number"
    OWN = "name or organisation"
    WORDS = ""


KIND_LABELS = {
    Kind.EMAIL: _("email address"),
    Kind.PHONE: _("phone number"),
    Kind.POSTCODE: _("postcode"),
    Kind.NHS: _("NHS number"),
    Kind.OWN: _("name or organisation"),
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a text, from its first character to before its end, and what `Kind` it is of."""

    start: int
    end: int
    kind: str = Kind.WORDS


_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_LOCAL = re.compile(r"[\w.+%'’&/=~-]")

# Spaces and other characters that people put between digits; never a new line.
_BETWEEN = r"[ \t\u00a0\u2009\u202f().\-\u2010-\u2013]{0,3}"
_PHONE_START = re.compile(r"(?<!\w)(?:\(?\+|\(?0)(?=[\d(])|(?<!\w)\(?0(?=[ \u00a0.\-)])")
_PHONE = re.compile(rf"\(?\+?\(?[0-9](?:{_BETWEEN}[0-9]){{0,18}}")
_GROUP = re.compile(r"[0-9]+")

_DASH = r"[ \u00a0\-\u2010-\u2013]{0,2}"
_NHS = re.compile(rf"(?<![0-9])[0-9]{{3}}{_DASH}[0-9]{{3}}{_DASH}[0-9]{{4}}(?![0-9])")

_AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|"
    "E|EC|EH|EN|EX|FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|"
    "LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|"
    "SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE = re.compile(
    rf"(?<![A-Z0-9])(?:(?:{_AREAS})[0-9][A-Z0-9]?|GIR)"
    r"[ \u00a0]{0,2}([0-9][ABD-HJLNP-UW-Z]{2})(?![A-Z0-9])",
    re.IGNORECASE | re.ASCII,
)
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|[04-9]th)")

# A shorter answer, such as initials, would be found in too many words.
_SHORTEST_OWN = 3


def _emails(text: str) -> Iterator[Span]:
    at = text.find("@")
    while at >= 0:
        start = at
        while start and _LOCAL.match(text[start - 1]):
            start -= 1
        domain = _DOMAIN.match(text, at + 1)
        if domain and start < at:
            yield Span(start, domain.end(), Kind.EMAIL)
        at = text.find("@", at + 1)


def _is_phone(digits: str, first: int, international: bool) -> bool:
    """Say whether digits, with the length of their first group, are those of a phone number."""
    if international:
        if digits.startswith("44"):
            national = digits[2:].removeprefix("0")
            return len(national) in (9, 10)
        return digits[0] != "0" and 8 <= len(digits) <= 15
    if digits.startswith("00"):
        return first >= 2 and len(digits) > 2 and _is_phone(digits[2:], first, True)
    # Days and prices also begin with a zero, but in groups of two.
    return digits.startswith("0") and len(digits) in (10, 11) and first >= 3


def _phones(text: str) -> Iterator[Span]:
    last = -1
    for begin in _PHONE_START.finditer(text):
        start = begin.start()
        # The rest of a longer number, unless that was a phone number itself.
        before = text[max(start - 2, 0) : start]
        if start != last + 1 and re.fullmatch(r"[0-9][.,\-]", before):
            continue
        found = _PHONE.match(text, start)
        if not found:
            continue
        groups = list(_GROUP.finditer(text, found.start(), found.end()))
        international = "+" in text[start : groups[0].start()]
        digits, best = "", 0
        for group in groups:
            digits += group[0]
            if _is_phone(digits, len(groups[0][0]), international):
                best = group.end()
        if best and not text[best : best + 1].isalnum():
            # A bracket around more than the number is not part of it.
            number = text[start:best]
            stray = number.startswith("(") and number.count("(") > number.count(")")
            yield Span(start + stray, best, Kind.PHONE)
            last = best


def is_nhs_number(digits: str) -> bool:
    """Say whether ten digits have the check digit of an NHS number."""
    rest = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return rest != 10 and int(digits[9]) == rest % 11


def _nhs_numbers(text: str) -> Iterator[Span]:
    for found in _NHS.finditer(text):
        if is_nhs_number("".join(_GROUP.findall(found[0]))):
            yield Span(found.start(), found.end(), Kind.NHS)


def _postcodes(text: str) -> Iterator[Span]:
    for found in _POSTCODE.finditer(text):
        outward = found[0][: found.start(1) - found.start()]
        # "in E10 5th": capitals before and none after are no postcode.
        if _ORDINAL.fullmatch(found[1]) and outward != outward.lower():
            continue
        yield Span(found.start(), found.end(), Kind.POSTCODE)


def find_passage(text: str, passage: str) -> Iterator[Span]:
    """Yield each place of words in a text, ignoring capitals, spaces and line ends."""
    words = passage.split()
    if not words:
        return
    pattern = r"\s+".join(map(re.escape, words))
    before = r"(?<!\w)" if words[0][0].isalnum() else ""
    after = r"(?!\w)" if words[-1][-1].isalnum() else ""
    for found in re.finditer(before + pattern + after, text, re.IGNORECASE):
        yield Span(found.start(), found.end(), Kind.WORDS)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap merged, with the kind of the longest."""
    result: list[Span] = []
    for span in sorted(spans):
        if not result or span.start >= result[-1].end:
            result.append(span)
            continue
        last = result[-1]
        longest = max(last, span, key=lambda each: each.end - each.start)
        result[-1] = Span(last.start, max(last.end, span.end), longest.kind)
    return result


def detect_pii(text: str, personal_answers: Iterable[str] = ()) -> list[Span]:
    """Return what may identify a text's author, also by their other answers, in order."""
    own = [
        Span(found.start, found.end, Kind.OWN)
        for answer in personal_answers
        if len(answer.strip()) >= _SHORTEST_OWN
        for found in find_passage(text, answer)
    ]
    return merged([*_nhs_numbers(text), *_emails(text), *_phones(text), *_postcodes(text), *own])
