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
    """Say what to do about an item that is locked, by an account that may be gone."""
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
    """Say why the editor of an item cannot approve it, and who can."""
    return (
        "You changed this yourself, so somebody else has to approve it. "
        f"These can: {names(others)}."
    )


def kept_as_draft(item: Any, status: Any) -> str:
    """Say that an item was saved and not published, and what to do, also while it is in review."""
    kind = "page" if isinstance(item, Page) else str(item._meta.verbose_name)
    if status:
        begin = f"Saved as a draft, not published. This {kind} is in review already. "
        return begin + (status.warning or own_change(status.others))
    workflow = item.get_workflow()
    way = (
        f"choose “Submit to {workflow.name}”, or ask somebody else who may publish"
        if workflow
        else "ask somebody else who may publish to look at it"
    )
    return (
        f"Saved as a draft, not published. You changed this {kind} yourself, and nothing "
        f"goes out that a second person has not seen: {way}."
    )


NOTED = "The log notes this with your name and the time."
CHANGED_ALONE = f"“{{title}}” was changed without a second person having seen it. {NOTED}"


def published_alone(title: str, scheduled: bool) -> str:
    """Tell a superuser what they published without a second person."""
    done = "is scheduled" if scheduled else "is public"
    return f"“{title}” {done} without a second person having seen it. {NOTED}"


def imported_alone(number: int) -> str:
    """Tell a superuser how many redirects they added without a second person."""
    redirects = "1 redirect was" if number == 1 else f"{number:,} redirects were"
    return f"{redirects} added without a second person having seen them. {NOTED}"


def cannot_publish(titles: Sequence[str]) -> str:
    """Say that several pages were not published since some of them need a second person."""
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
# Why, as a clause, stands behind the colon.
DOCUMENT_STAYS = (
    "You cannot change the title, collection or file of “{title}”: {reason}. Upload a new "
    "document, choose it in a draft, and send the draft for review."
)
FILE_CANNOT_BE_DELETED = (
    "You cannot delete “{title}”: {reason}. Take it out of all drafts and public pages that "
    "use it first. “Usage” lists the pages."
)

CANNOT_PUBLISH_OWN_CHANGE = (
    "You changed this yourself, so you cannot publish it: send it for review, or ask somebody "
    "else who may publish."
)


def _quoted(titles: Sequence[str]) -> str:
    shown = [f"“{title}”" for title in titles[:NAMED_AT_MOST]]
    left = len(titles) - len(shown)
    return str(get_text_list([*shown, f"{left} more"] if left else shown, "and"))


def nobody(
    title: str, task: Any, members: Sequence[Any], user: Any, superusers: Sequence[Any]
) -> str:
    """Say that nobody may decide about an item at a step, why, and what to do.

    All members of the step's groups have changed it; the superusers may decide nevertheless.
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


# Changes of settings, redirects and sites.
CHANGE_PROPOSED = "Saved. It is not public yet: another administrator has to confirm it."
CHANGE_UNCHANGED = "Nothing was saved, because nothing was changed."
CHANGE_WAITS = "A change waits to be confirmed. What you see here is what is public now."
DELETE_NEEDS_A_SECOND = "Another administrator has to confirm it."
REDIRECTS_ONE_BY_ONE = (
    "You cannot import redirects, because a second person has to confirm each of them. Add them "
    "one by one, or ask a superuser to import the file."
)

OWN_PROPOSAL = "You proposed this change yourself, so somebody else has to confirm it."
NOT_OWN_PROPOSAL = "Only the person who proposed this change can withdraw it. You can reject it."
CHANGE_DECIDED_ALREADY = "Nothing was done: somebody has already decided about this change."
CHANGE_GONE = "Nothing was done: what this change is about has been deleted. Reject or withdraw it."
CHANGE_IS_OUTDATED = (
    "Nothing was done: the values were changed after this was proposed. Reject or withdraw it, and "
    "make the change again."
)
REASON_IS_MISSING = "Enter a reason, so that the person who proposed this knows what to do."
CHANGE_DOES_NOT_FIT = "Nothing was done: {faults} Reject or withdraw it, and make the change again."


def change_decided(change: Any) -> str:
    """Say what has become of a change."""
    if change.state == change.State.CONFIRMED:
        return f"{change}: confirmed. It is public now."
    return f"{change}: {change.get_state_display().lower()}. Nothing was changed."


def others_confirm(others: Sequence[Any]) -> str:
    """Say who can confirm a change, to the person who proposed it."""
    if not others:
        return f"{OWN_PROPOSAL} Nobody can at present: ask a superuser to add an administrator."
    return f"{OWN_PROPOSAL} These can: {names(others)}."
