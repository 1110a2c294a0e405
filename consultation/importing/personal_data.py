"""Whether a question asks for personal data, by its words."""

import re

# A detail of a person wherever it is asked for.
_DETAIL = re.compile(
    r"\b(?:(?:your|full|first|last|given|family|sur|contact|user|respondent)\s?names?|forename"
    r"|e ?mail|(?:tele)?phone|mobile(?: number)?|post ?code|zip code|signature|date of birth|dob"
    r"|(?:your|home|postal|street|email|ip) address|job title"
    r"|(?:name of|your) (?:your |the )?(?:organi[sz]ation|employer|company|institution)"
    r"|(?:organi[sz]ation|employer|company|institution|authority|council)(?: s)? name)\b"
)
# Words that ask for one in a short heading, and are about something else in a long question.
_SHORT = re.compile(
    r"\b(?:names?|organi[sz]ation|org|employer|company|institution|tel|zip|address|ip)\b"
)
# "Name one thing that …" asks for no name.
_SOMETHING_ELSE = re.compile(
    r"^(?:please )?name (?:one|two|three|a|an|the|up|some|any)\b|name of the (?:tool|idea|page)"
)
_LONG, _FEW_WORDS = 80, 5


def asks_for_personal_data(text: str) -> bool:
    """Say whether a heading, a label or the name of a control asks for personal data.

    It may be a question with one of its parts: “Your details: Name”, “Your details [Name]”.
    """
    return any(map(_asks, (text, re.split(r"[:[\]]|\s[-–]\s", text.rstrip(" :]"))[-1])))


def _asks(text: str) -> bool:
    words = " ".join(re.sub(r"[\W_]+", " ", text.lower()).split())
    if len(words) > _LONG or _SOMETHING_ELSE.search(words):
        return False
    is_short = len(words.split()) <= _FEW_WORDS
    return bool(_DETAIL.search(words) or (is_short and _SHORT.search(words)))
