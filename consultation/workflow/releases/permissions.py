"""Who may do what with releases.

Filling them is for those who write, releasing for those who publish. A right over releases
gives none over pages: whoever puts a page in must be able to change it, and whoever
releases it, to publish it.
"""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.workflow.models import Release

VIEW = "workflow.view_release"
ADD = "workflow.add_release"
CHANGE = "workflow.change_release"
PUBLISH = "workflow.publish_release"


def may_edit(user: Any, release: Release | None = None) -> bool:
    """Say whether the user may change what is in a release.

    Args:
        user: who.
        release: which; None asks about releases at large. One that is scheduled is changed
            only by those who could have scheduled it: they answer for what goes out.
    """
    if not user.has_perm(CHANGE):
        return False
    if release is None:
        return True
    return release.is_open and (not release.is_scheduled or may_release(user))


def may_release(user: Any) -> bool:
    """Say whether the user may schedule, release and cancel."""
    return bool(user.has_perm(PUBLISH))


def may_act(user: Any, action: str, item: Any) -> bool:
    """Say whether the user may "change" or "publish" a page, area, theme or idea."""
    if isinstance(item, Page):
        return bool(page_permission_policy.user_has_permission_for_instance(user, action, item))
    return bool(user.has_perm(f"{item._meta.app_label}.{action}_{item._meta.model_name}"))


def unpublishable(user: Any, items: Iterable[Any]) -> list[Any]:
    """Return the items that the user may not publish, by one query for all pages."""
    items = list(items)
    allowed = set(
        page_permission_policy.instances_user_has_permission_for(user, "publish")
        .filter(pk__in=[item.pk for item in items if isinstance(item, Page)])
        .values_list("pk", flat=True)
    )
    return [
        item
        for item in items
        if not (item.pk in allowed if isinstance(item, Page) else may_act(user, "publish", item))
    ]
