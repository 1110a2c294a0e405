"""What the screens of a review say, each sentence once."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import get_text_list
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page

NAMED_AT_MOST = 5

DECIDED_ALREADY = "Nothing was done: somebody else decided about this first. This is how it stands."
NEWER_VERSION = (
    "Nothing was approved: somebody saved a newer version while you had this open. "
    "Look at what changed, then decide."
)
CHANGED_AFTER_APPROVAL = (
    "This was changed after an earlier step had approved it, so it begins again at the first "
    "step. Everybody then decides about the same words."
)


def locked(by: Any, title: str) -> str:
    """Say what to do about something that somebody else has locked.

    Args:
        by: who locked it; None where the account is gone.
        title: what is locked.
    """
    if by is None:
        return (
            f"Whoever locked “{title}” has no account any more. A reviewer, a publisher or an "
            "administrator can unlock it in the status panel."
        )
    return (
        f"You cannot change “{title}” before it is unlocked. Ask {get_user_display_name(by)}, or "
        "a reviewer, a publisher or an administrator, to unlock it in the status panel."
    )


SCHEDULED = "To change it before then, ask somebody who may publish to cancel the schedule."


def names(users: Sequence[Any]) -> str:
    """Return the names of people, a few of them where there are many."""
    named = [get_user_display_name(user) for user in users[:NAMED_AT_MOST]]
    left = len(users) - len(named)
    if left:
        named.append("one more" if left == 1 else f"{left} more")
    return str(get_text_list(named, "and"))


def own_change(others: Sequence[Any]) -> str:
    """Say why somebody cannot approve, and who can."""
    return (
        "You changed this yourself, so somebody else has to approve it. "
        f"These can: {names(others)}."
    )


def kept_as_draft(item: Any, workflow: Any) -> str:
    """Say that something was saved and not published, and what to do."""
    way = (
        f"choose “Submit to {workflow.name}”, or ask somebody else who may publish"
        if workflow
        else "ask somebody else who may publish to look at it"
    )
    return (
        f"Saved as a draft, not published. You changed this {kind(item)} yourself, and nothing "
        f"goes out that a second person has not seen: {way}."
    )


def kept_as_draft_in_review(item: Any, standing: Any) -> str:
    """Say that something in review was saved and not published, and what to do."""
    begin = f"Saved as a draft, not published. This {kind(item)} is in review already. "
    return begin + (standing.warning or own_change(standing.others))


def published_alone(title: str, scheduled: bool) -> str:
    """Tell a superuser what they did without a second person."""
    done = "is scheduled" if scheduled else "is public"
    return (
        f"“{title}” {done} without a second person having seen it. "
        "The log notes this with your name and the time."
    )


def cannot_publish(titles: Sequence[str]) -> str:
    """Say that several things were not published since some of them need a second person."""
    them = "it" if len(titles) == 1 else "them"
    return (
        f"Nothing was published. You changed {_quoted(titles)} yourself: send {them} for review, "
        "or ask somebody else who may publish."
    )


COPY_NEEDS_A_PARENT = "Choose the page to put the copy under."
COPY_IS_A_DRAFT = (
    "Nothing was copied. A copy goes out only when a second person has seen it: leave “Publish” "
    "unticked, and send the copy for review."
)


ALIAS_IS_PUBLIC = (
    "Nothing was changed. This alias is public, and would no longer follow its original: ask "
    "somebody who may publish."
)


def locked_among_others(titles: Sequence[str]) -> str:
    """Say that several pages were not published since some of them are locked."""
    are = "is" if len(titles) == 1 else "are"
    return f"Nothing was published: {_quoted(titles)} {are} locked."


FILE_STAYS = (
    "The file cannot be replaced, because nobody would have approved the new one. Upload a new "
    "file, choose it in a draft, and send the draft for review."
)
FILE_IS_PUBLIC = "it is public"
FILE_IS_ON_ITS_WAY = "a draft that uses it is in review or has been approved"


def document_stays(title: str, reason: str) -> str:
    """Say that a document that is used stays as it is, and what to do.

    Args:
        title: the document.
        reason: why, as a clause.
    """
    return (
        f"You cannot change the title, collection or file of “{title}”: {reason}. Upload a new "
        "document, choose it in a draft, and send the draft for review."
    )


def file_cannot_be_deleted(title: str, reason: str) -> str:
    """Say that an image or document that is used cannot be deleted, and what to do.

    Args:
        title: the image or document.
        reason: why, as a clause.
    """
    return (
        f"You cannot delete “{title}”: {reason}. Take it out of all drafts and public pages that "
        "use it first. “Usage” lists the pages."
    )


NO_PUBLISHING = (
    "You changed this yourself, so you cannot publish it: send it for review, or ask somebody "
    "else who may publish."
)


def kind(item: Any) -> str:
    """Return what something is called in a sentence."""
    return "page" if isinstance(item, Page) else str(item._meta.verbose_name)


def _quoted(titles: Sequence[str]) -> str:
    shown = [f"“{title}”" for title in titles[:NAMED_AT_MOST]]
    left = len(titles) - len(shown)
    return str(get_text_list([*shown, f"{left} more"] if left else shown, "and"))


def others_decide(others: Sequence[Any]) -> str:
    """Say who decides, to somebody who does not."""
    return f"To decide: {names(others)}."


def nobody(
    title: str, task: Any, members: Sequence[Any], user: Any, superusers: Sequence[Any]
) -> str:
    """Say that nobody may decide, why, and what to do.

    Args:
        title: what waits.
        task: the step it waits at.
        members: the active members of the step's groups, all of them authors.
        user: who reads this.
        superusers: who may decide nevertheless.
    """
    groups = [f"“{group.name}”" for group in task.groups.all()]
    if not groups:
        why = "no group may decide there"
    else:
        noun = "group" if len(groups) == 1 else "groups"
        has = "has" if len(groups) == 1 else "have"
        if not members:
            who = "no member"
        elif [member.pk for member in members] == [user.pk]:
            who = "no member other than you, and you changed it yourself"
        else:
            who = "no member who did not change it"
        why = f"the {noun} {get_text_list(groups, 'and')} {has} {who}"
    meanwhile = f" Meanwhile {names(superusers)} can decide." if superusers else ""
    return (
        f"Nobody can decide on “{title}” at “{task.name}” at present: {why}. "
        f"Ask an administrator to add somebody.{meanwhile}"
    )
