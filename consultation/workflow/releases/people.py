"""Names of people as records keep them."""

from typing import Any

from wagtail.admin.utils import get_user_display_name


def name_of(user: Any) -> str:
    """Return a person's name, or the user name where there is none; "" for nobody."""
    return str(get_user_display_name(user))
