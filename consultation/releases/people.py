"""Names of people as records keep them."""

from typing import Any


def name_of(user: Any) -> str:
    """Return a person's name, or the user name where there is none; "" for nobody."""
    if user is None or not user.is_authenticated:
        return ""
    return str(user.get_full_name() or user.get_username())
