"""Role and reflection questions, and ratings, recognised by their wording and answers."""

import re

from consultation.feedback.answer_options import REFLECTION_OPTIONS, RESPONDENT_ROLES

_ROLE_LABEL = re.compile(
    r"^(?:(?:what(?:.s| is)?|please (?:select|choose|tell us)|select|choose)\s+)?"
    r"(?:your|my)?\s*(?:(?:current|main|primary|professional|job|work)\s+)*role\W*$"
    r"|which (?:of these )?(?:best )?describes (?:you|your role)|^i am an?\b|who are you|"
    r"\byour (?:\w+ )?role\b|respondent (?:type|role)|\bin what capacity\b",
    re.I,
)
_ROLE_NAME = re.compile(r"^(?:\w+[-_])?role(?:[-_]\w+)?$", re.I)
_REFLECTION_LABEL = re.compile(
    r"^(?:your )?reflections? on\b"
    r"|^(?:kind|type|nature) of (?:your )?(?:reflection|feedback|comment|response)"
    r"|^(?:your )?(?:overall )?reflection\W*$|^feedback type$",
    re.I,
)
_REFLECTION_NAME = re.compile(r"^(?:reflection|nature|feedback[-_]?(?:type|nature|kind))$", re.I)
_ENDS = re.compile(
    r"\b1\s*(?:=|:|[–—-]|is|means)\s*([^,;()0-9]{1,100}?)\s*(,|;|\band\b|\bto\b|\u2026)+\s*(?:and\s+|to\s+)?"
    r"(\d{1,2})\s*(?:=|:|[–—-]|is|means)\s*([^,;.()]{1,100})",
    re.I,
)
_STEP = re.compile(r"^(\d{1,2})\s*(?:[-–—:=.)(]\s*(.*?)\)?)?$")


def special_kind(label: str, name: str, options: list[str]) -> str:
    """Return "role" or "reflection" where a choice is one of these, else ""."""
    if _shared(options, RESPONDENT_ROLES) >= 0.5:
        return "role"
    if _shared(options, REFLECTION_OPTIONS) >= 0.5:
        return "reflection"
    if _REFLECTION_LABEL.search(label) or _REFLECTION_NAME.match(name):
        return "reflection"
    role = bool(_ROLE_LABEL.search(label)) or (
        bool(_ROLE_NAME.match(name)) and "role" not in label.casefold()
    )
    return "role" if role and len(options) > 2 else ""


def _shared(options: list[str], known: tuple[str, ...]) -> float:
    common = {each.casefold() for each in options} & {
        each.casefold() for each in known if each != "Other"
    }
    return len(common) / max(len(options), 1) if len(common) > 1 else 0.0


def ends_in_words(text: str, points: int) -> tuple[str, str]:
    """Return what a text says about both ends of a scale, like "1 = poor, 5 = good"."""
    match = _ENDS.search(text)
    if match is None or int(match[3]) != points:
        return "", ""
    return match[1].strip()[:100], match[4].strip()[:100]


def explains_scale(text: str) -> bool:
    """Say whether a text tells what the ends of a scale mean."""
    return bool(_ENDS.search(text))


def rating_steps(options: list[str]) -> tuple[int, str, str] | None:
    """Return number of steps and meaning of both ends where options are a scale from 1."""
    matches = [_STEP.match(option) for option in options]
    if not 2 < len(options) <= 10 or not all(matches):
        return None
    found = [match for match in matches if match]
    numbers = [int(match[1]) for match in found]
    meanings = [(match[2] or "").strip() for match in found]
    count = len(numbers)
    if numbers == list(range(count, 0, -1)):
        meanings.reverse()
    elif numbers != list(range(1, count + 1)):
        return None
    if any(meanings[1:-1]) or any(len(each) > 100 for each in meanings):
        return None
    return count, meanings[0], meanings[-1]
