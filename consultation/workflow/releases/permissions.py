"""Who may do what with releases.

Filling them is for those who write, releasing for those who publish. A right over releases
gives none over pages: whoever puts a page in must be able to change it, and whoever
releases it, to publish it.
"""

from typing import Any

from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.workflow.models import Release

VIEW = "workflow.view_release"
ADD = "workflow.add_release"
CHANGE = "workflow.change_release"
PUBLISH = "workflow.publish_release"


def may_edit(user: Any, release: Release) -> bool:
    """Say whether the user may change what is in a release.

    One that is scheduled is changed only by those who could have scheduled it: they answer
    for what goes out.
    """
    right = PUBLISH if release.is_scheduled else CHANGE
    return release.is_open and user.has_perm(CHANGE) and user.has_perm(right)


def may_act(user: Any, action: str, item: Any) -> bool:
    """Say whether the user may "change" or "publish" a page, area, theme or idea."""
    if isinstance(item, Page):
        return bool(page_permission_policy.user_has_permission_for_instance(user, action, item))
    return bool(user.has_perm(f"{item._meta.app_label}.{action}_{item._meta.model_name}"))
