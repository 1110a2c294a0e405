"""When two wordings are the same to a person: capitals, spaces and punctuation aside."""

import unicodedata

# Punctuation that carries a meaning of its own.
_MEANINGFUL = "%&#@*/"


def normalise_wording(text: str) -> str:
    """Return a text without what does not change its meaning.

    A character between two digits does, and so do % and the like: 1.5 is not 15.
    """
    text = text.casefold()
    kept = []
    for index, character in enumerate(text):
        kind = unicodedata.category(character)[0]
        inside_number = text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit()
        if inside_number or kind not in "PZC" or character in _MEANINGFUL:
            kept.append(character)
    # A wording of punctuation alone, like "…", has nothing else to go by.
    return "".join(kept) or text


def same_wording(one: str, other: str) -> bool:
    """Say whether two wordings differ in capitals, spaces and punctuation at most."""
    return normalise_wording(one) == normalise_wording(other)
