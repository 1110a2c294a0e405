"""What the screens of accounts and groups say where something is refused."""

from collections.abc import Iterable

from django.utils.text import get_text_list

SUPERUSERS_ONLY = "Only a superuser can make somebody a superuser."
MORE_RIGHTS_IN_GROUP = (
    "You cannot give a group rights that you do not have yourself. Ask a superuser to do it."
)


def cannot_change(name: str) -> str:
    """Say that an account was not changed, and who can."""
    return f"You cannot change {name}’s account, which has more rights than yours. Ask a superuser."


def cannot_delete(name: str, traces: Iterable[str]) -> str:
    """Say that an account stays, what names it, and what to do instead."""
    return (
        f"{name}’s account cannot be deleted. It is named in {get_text_list(list(traces), 'and')}, "
        "which would no longer say who it was. Deactivate it instead: it can then no longer sign "
        "in, and decides about nothing."
    )


def deactivated(name: str) -> str:
    """Say that an account can no longer be used, and how to undo it."""
    return f"{name} can no longer sign in. To undo this, tick “Active” in the account."


def cannot_give(groups: Iterable[str]) -> str:
    """Say that groups were not given, and why."""
    named = get_text_list([f"“{name}”" for name in groups], "and")
    return f"You cannot put anybody into {named}: it has rights that you do not have yourself."
