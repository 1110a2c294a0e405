from typing import TYPE_CHECKING

from wagtail.models import Page

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

# Whoever may change a page may show its drafts.
PAGE_PERMISSION = "change"


def can_share(user: "AbstractUser | AnonymousUser", page: Page) -> bool:
    """Say whether a user may make, see and end the private previews of a page."""
    return bool(page.permissions_for_user(user).can_edit())
