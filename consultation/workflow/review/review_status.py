"""How one item that waits for a decision stands, as its reader is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.http import HttpRequest
from wagtail.admin.utils import get_latest_str

from consultation.workflow.items import Key, key_of
from consultation.workflow.models import FourEyesTask
from consultation.workflow.review import texts
from consultation.workflow.review.permissions import (
    reviewers_by_task,
    superusers,
    unapproved_editors,
)


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """What the reader is told about an item in review.

    Args:
        is_reviewer: whether they belong to those who decide at its step.
        is_editor: whether they changed it.
        others: who may decide, besides them.
        warning: a sentence where nobody may decide; else "".
    """

    is_reviewer: bool
    is_editor: bool
    others: Sequence[Any]
    warning: str

    @property
    def may_approve(self) -> bool:
        return self.is_reviewer and not self.is_editor

    @property
    def explanation(self) -> str:
        """Why there is no button to approve, for whoever would else have one; or ""."""
        if self.warning or not (self.is_reviewer and self.is_editor):
            return self.warning
        return texts.own_change(self.others)

    @property
    def decided_by(self) -> str:
        return f"To decide: {texts.names(self.others)}."

    @property
    def names(self) -> str:
        return texts.names(self.others)


def assess(
    title: str,
    task: Any,
    user: Any,
    *,
    members: Iterable[Any],
    superusers: Iterable[Any],
    editors: set[int | None],
) -> ReviewStatus:
    """Return how an item stands at a step for a user; `task` is None where no groups decide."""
    members = list(members)
    able = [member for member in members if member.pk not in editors]
    superusers = [each for each in superusers if each.pk not in editors]
    is_stuck = task is not None and not able
    return ReviewStatus(
        is_reviewer=user.is_superuser or user in members,
        is_editor=user.pk in editors,
        others=[each for each in able or superusers if each.pk != user.pk],
        warning=texts.nobody(title, task, members, user, superusers) if is_stuck else "",
    )


def read_status(item: Any, user: Any, task: Any = None) -> ReviewStatus | None:
    """Return how an item stands; None where nothing waits, or waits at a step of another type.

    With `task`, at this step instead of the one it waits at now.
    """
    task = task or item.current_workflow_task
    if not isinstance(task, FourEyesTask):
        return None
    return assess(
        str(get_latest_str(item)),
        task,
        user,
        members=reviewers_by_task([task]).get(task.pk, []),
        superusers=superusers(),
        editors=unapproved_editors(item),
    )


# Several parts of one screen (messages, menu, status panel) ask about the same item.
_on_screen: WeakKeyDictionary[HttpRequest, dict[Key, ReviewStatus | None]] = WeakKeyDictionary()


def status_on_screen(request: HttpRequest, item: Any) -> ReviewStatus | None:
    """Return how an item stands for whoever looks at a screen, read once for the screen."""
    if request.method != "GET":
        return read_status(item, request.user)
    known = _on_screen.setdefault(request, {})
    key = key_of(item)
    if key not in known:
        known[key] = read_status(item, request.user)
    return known[key]
