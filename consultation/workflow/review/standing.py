"""How things stand with one page, area, theme or idea that waits for a decision."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.admin.utils import get_latest_str

from consultation.workflow.models import FourEyesTask
from consultation.workflow.review import sentences
from consultation.workflow.review.authors import authors_of
from consultation.workflow.review.people import deciders, emergency_deciders


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is told about a thing in review.

    Args:
        step: the name of the step it waits at.
        is_member: whether they belong to those who decide at this step.
        is_author: whether they changed it.
        others: who may decide, besides them.
        warning: a sentence where nobody may decide; else "".
    """

    step: str
    is_member: bool
    is_author: bool
    others: tuple[Any, ...]
    warning: str

    @property
    def may_approve(self) -> bool:
        """Whether they may approve it."""
        return self.is_member and not self.is_author

    @property
    def explanation(self) -> str:
        """Why there is no button to approve, for whoever would else have one; or ""."""
        if self.warning:
            return self.warning
        return sentences.own_change(self.others) if self.is_member and self.is_author else ""

    @property
    def decided_by(self) -> str:
        """Who decides, for somebody who does not."""
        return sentences.others_decide(self.others)

    @property
    def names(self) -> str:
        """Who may decide, besides them, in words."""
        return sentences.names(self.others)


def read_standing(item: Any, user: Any, task: Any = None) -> Standing | None:
    """Return how things stand; None where nothing waits, or waits at a step of another type.

    Args:
        item: the page, area, theme or idea.
        user: who reads it.
        task: the step to look at instead of the one it waits at now.
    """
    task = task or item.current_workflow_task
    if not isinstance(task, FourEyesTask):
        return None
    authors = authors_of(item)
    able = deciders(task, authors)
    superusers = emergency_deciders(authors)
    warning = ""
    if not able:
        members = deciders(task, ())
        warning = sentences.nobody(str(get_latest_str(item)), task, members, user, superusers)
    return Standing(
        step=task.name,
        is_member=task.may_decide(user),
        is_author=user.pk in authors,
        others=tuple(each for each in able or superusers if each.pk != user.pk),
        warning=warning,
    )


def shown_standing(request: HttpRequest, item: Any) -> Standing | None:
    """Return how things stand for a screen, of which several parts ask for the same item."""
    if request.method != "GET":
        return read_standing(item, request.user)
    known: dict[Any, Standing | None] = request.__dict__.setdefault("review_standing", {})
    key = (item.get_base_content_type().pk, item.pk)
    if key not in known:
        known[key] = read_standing(item, request.user)
    return known[key]
