"""Ids in addresses, of which nothing is believed."""

# SQLite stumbles over longer numbers.
LONGEST = 18


def parse_id(text: str | None) -> int | None:
    """Return the id that a text says; None where it says none."""
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST else None
