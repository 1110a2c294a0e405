"""What the screens of changes to confirm say, each sentence once."""

from collections.abc import Sequence
from typing import Any

from consultation.workflow.review.sentences import names

PROPOSED = "Saved. It is not public yet: another administrator has to confirm it."
UNCHANGED = "Nothing was saved, because nothing was changed."
WAITS = "A change waits to be confirmed. What you see here is what is public now."
DELETE_NEEDS_A_SECOND = "Another administrator has to confirm it."
NO_IMPORT = (
    "You cannot import redirects, because a second person has to confirm each of them. Add them "
    "one by one, or ask a superuser to import the file."
)

OWN = "You proposed this change yourself, so somebody else has to confirm it."
NOT_OWN = "Only the person who proposed this change can withdraw it. You can reject it."
DECIDED_ALREADY = "Nothing was done: somebody has already decided about this change."
GONE = "Nothing was done: what this change is about has been deleted. Reject or withdraw it."
CHANGED_SINCE = (
    "Nothing was done: the values were changed after this was proposed. Reject or withdraw it, and "
    "make the change again."
)
NO_REASON = "Enter a reason, so that the person who proposed this knows what to do."


def does_not_fit(faults: Sequence[str]) -> str:
    """Say that a change can no longer be made, and why."""
    return f"Nothing was done: {' '.join(faults)} Reject or withdraw it, and make the change again."


def decided(change: Any) -> str:
    """Say what has become of a change."""
    if change.state == change.State.CONFIRMED:
        return f"{change}: confirmed. It is public now."
    return f"{change}: {change.get_state_display().lower()}. Nothing was changed."


def others_confirm(others: Sequence[Any]) -> str:
    """Say who can confirm a change, to the person who proposed it."""
    if not others:
        return f"{OWN} Nobody can at present: ask a superuser to add an administrator."
    return f"{OWN} These can: {names(others)}."


def changed_alone(title: str) -> str:
    """Tell a superuser what they did without a second person."""
    return (
        f"“{title}” was changed without a second person having seen it. "
        "The log notes this with your name and the time."
    )


def imported_alone(number: int) -> str:
    """Tell a superuser how many redirects they added without a second person."""
    redirects = "1 redirect was" if number == 1 else f"{number:,} redirects were"
    return (
        f"{redirects} added without a second person having seen them. "
        "The log notes this with your name and the time."
    )
