"""The code on a receipt: short, unambiguous when read aloud, not guessable."""

import secrets

# No vowels, so no words; none of 0 O 1 I L 5 S U, which are mistaken for each other.
ALPHABET = "2346789BCDFGHJKMNPQRTVWXYZ"
LENGTH = 10


def new_reference() -> str:
    """Return a fresh reference of 10 characters (about 47 bits of chance)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def display_reference(reference: str) -> str:
    """Return a reference in two groups, as people read and copy it."""
    return f"{reference[: LENGTH // 2]}-{reference[LENGTH // 2 :]}"


def parse_reference(text: str) -> str:
    """Return a typed reference as it is stored: in capitals, without hyphens or spaces."""
    return "".join(each for each in text.upper() if each.isalnum())
