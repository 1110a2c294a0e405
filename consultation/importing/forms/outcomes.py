"""Texts that a form shows after it was sent."""

import re

_DONE = re.compile(
    r"success|thank|(?:^|[-_ ])(?:ok|done|sent|confirm(?:ation|ed)?|submitted)(?:$|[-_ ])", re.I
)
_FAILED = re.compile(r"error|fail|invalid|(?:^|[-_ ])(?:err|alert|warn(?:ing)?)(?:$|[-_ ])", re.I)
_THANKS = re.compile(
    r"^\W*(?:thank|success|received|your (?:\w+ ){1,2}(?:has been|was|is) "
    r"(?:received|sent|saved|recorded)|(?:feedback|response|message) (?:received|sent))",
    re.I,
)
_SORRY = re.compile(
    r"^\W*(?:sorry|error|oops|something went wrong|failed|please (?:fix|correct|try again))", re.I
)


def is_thanks(text: str, told: str, *, hidden: bool) -> bool:
    """Say whether a text thanks for an answer.

    Args:
        text: the text.
        told: classes and ids of the elements around it.
        hidden: whether it is out of sight at first.
    """
    if _FAILED.search(told) and not _THANKS.search(text):
        return False
    if hidden:
        return bool(_DONE.search(told) or _THANKS.search(text))
    return bool(_DONE.search(told) and _THANKS.search(text))


def is_failure(text: str, told: str, *, hidden: bool) -> bool:
    """Say whether a text tells that sending went wrong; the arguments are those above."""
    if hidden:
        return bool(_FAILED.search(told) or _SORRY.search(text))
    return bool(_FAILED.search(told) and _SORRY.search(text))
