"""When two wordings are the same to a person: capitals, quotation marks and spaces aside."""

import re
import unicodedata

_PLAIN = str.maketrans(
    "’\u2018\u201b\u0060\u00b4“”„«»\u00a0\u202f\u2009–—\u2010\u2011\u2212",
    "'''''\"\"\"\"\"   -----",
)
_ASIDE = re.compile(
    r"[(\[]\s*(?:optional|required|mandatory|if any|select one|choose one|tick all that apply|"
    r"please specify)[^)\]]*[)\]]|\*|—\s*select[^—]*—"
)
_NO_WORD = re.compile(r"[\W_]+")
# How hand-written forms name their controls: gs-summary, mf-role, frm_email.
_PREFIX = re.compile(r"(?:[a-z]{1,4}|form|field|input|question|feedback)[-_](?=[a-z])")


def fold(text: str) -> str:
    """Return a text of the same length in small letters and with plain quotes and spaces."""
    plain = text.translate(_PLAIN)
    small = plain.lower()
    if len(small) == len(plain):
        return small
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in plain)


def same(text: str) -> str:
    """Return what is equal for two answers that differ in capitals, quotes and spaces alone."""
    return " ".join(fold(text).split())


def words(text: str) -> str:
    """Return the words of a heading: equal for “Your role *” and “your_role”."""
    plain = _ASIDE.sub(" ", fold(unicodedata.normalize("NFKC", text)))
    return " ".join(_NO_WORD.sub(" ", plain).split()) or same(text)


def without_prefix(heading: str) -> str:
    """Return the words of a control's name without what its author put before all of them."""
    return words(_PREFIX.sub("", heading.strip().lower(), count=1))
