from typing import TYPE_CHECKING

from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

# Whoever may change a page may show its drafts.
RIGHT = "change"


def can_share(user: "AbstractUser | AnonymousUser", page: Page) -> bool:
    """Say whether somebody may make, see and end the private previews of a page."""
    return bool(page.permissions_for_user(user).can_edit())


def can_share_anything(user: "AbstractUser | AnonymousUser") -> bool:
    """Say whether there can be a page of which somebody may share drafts."""
    return bool(page_permission_policy.user_has_permission(user, RIGHT))


def shareable_pages(user: "AbstractUser | AnonymousUser") -> PageQuerySet:
    """Return the pages of which somebody may share drafts."""
    return page_permission_policy.instances_user_has_permission_for(user, RIGHT)
