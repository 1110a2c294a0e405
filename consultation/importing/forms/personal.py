"""Which questions ask who somebody is."""

import re

from .elements import words

_COMPLETES = words(
    """name given-name family-name additional-name honorific-prefix nickname username email tel
    tel-national organization organization-title street-address address-line1 address-line2
    address-level1 address-level2 postal-code bday url photo"""
)
_WORDS = re.compile(
    r"\b(?:(?:your|full|first|last|given|family|sur|contact|user|respondent)\s*name|surname|name"
    r"|organi[sz]ation|employer|company|institution|authority name|council name"
    r"|phone|telephone|mobile|tel|e-?mail|address|post\s?code|date of birth|dob|job title)\b",
    re.I,
)
# "Name one thing that …" asks for no name.
_NOT = re.compile(
    r"^(?:please )?name (?:one|two|three|a|an|the|up|some|any)\b|name of the (?:tool|idea|page)",
    re.I,
)
_EMAIL = re.compile(r"^(?:your |contact )?e-?mail(?: address)?(?: \(.*\))?$", re.I)


def is_personal(label: str, name: str, autocomplete: str) -> bool:
    """Say whether an answer would tell who somebody is.

    Args:
        label: the question's wording.
        name: what the control is sent as.
        autocomplete: what the browser may fill in.
    """
    if _COMPLETES.intersection(autocomplete.casefold().split()):
        return True
    if len(label) > 80 or _NOT.search(label):
        return False
    readable = re.sub(r"[_-]+", " ", name)
    return bool(_WORDS.search(label) or _WORDS.search(readable) or readable.casefold() == "org")


def is_email(label: str, name: str) -> bool:
    """Say whether a line of text asks for an email address and nothing else."""
    return bool(_EMAIL.match(label)) and "mail" in f"{name} {label}".casefold()
