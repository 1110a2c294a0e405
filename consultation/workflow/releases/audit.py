"""What is done with releases, as Wagtail's log and its reports say it."""

from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.log_actions import LogActionRegistry, LogFormatter

from consultation.workflow.releases.moments import in_words


def _details(log_entry: Any) -> dict[str, Any]:
    return log_entry.data or {}


def _moment(log_entry: Any, name: str) -> str:
    return in_words(parse_datetime(_details(log_entry).get(name) or ""))


def _counted(number: int) -> str:
    return "1 item" if number == 1 else f"{number} items"


class Add(LogFormatter):
    """Something was put in."""

    label = "Add to release"

    def format_message(self, log_entry: Any) -> str:
        """Return what happened."""
        details = _details(log_entry)
        return f"Added “{details.get('title')}” ({details.get('kind')})"


class Remove(LogFormatter):
    """Something was taken out."""

    label = "Take out of release"

    def format_message(self, log_entry: Any) -> str:
        """Return what happened."""
        details = _details(log_entry)
        return f"Took out “{details.get('title')}” ({details.get('kind')})"


class Schedule(LogFormatter):
    """A moment was set."""

    label = "Schedule release"

    def format_message(self, log_entry: Any) -> str:
        """Return what happened."""
        return f"Scheduled for {_moment(log_entry, 'moment')}"


class Reschedule(LogFormatter):
    """A moment was changed."""

    label = "Reschedule release"

    def format_message(self, log_entry: Any) -> str:
        """Return what happened."""
        return f"Rescheduled from {_moment(log_entry, 'before')} to {_moment(log_entry, 'moment')}"


class Unschedule(LogFormatter):
    """A moment was taken away."""

    label = "Take the moment off a release"

    def format_message(self, log_entry: Any) -> str:
        """Return what happened."""
        return f"No longer scheduled for {_moment(log_entry, 'before')}"


class Cancel(LogFormatter):
    """A release was given up."""

    label = "Cancel release"

    def format_message(self, log_entry: Any) -> str:
        """Return what happened."""
        return f"Cancelled, with {_counted(_details(log_entry).get('number', 0))} in it"


class ReleaseItems(LogFormatter):
    """Everything went out."""

    label = "Release"

    def format_message(self, log_entry: Any) -> str:
        """Return what happened."""
        details = _details(log_entry)
        message = f"Released {_counted(len(details.get('titles', [])))}"
        if "planned" in details:
            message += (
                f", as {details.get('scheduled_by')} had scheduled it for "
                f"{_moment(log_entry, 'planned')}"
            )
        return message

    def format_comment(self, log_entry: Any) -> str:
        """Return what it was about."""
        return ", ".join(f"“{title}”" for title in _details(log_entry).get("titles", []))


class Fail(LogFormatter):
    """Nothing went out."""

    label = "Fail to release"

    def format_message(self, log_entry: Any) -> str:
        """Return what happened."""
        return "Not released: nothing was published"

    def format_comment(self, log_entry: Any) -> str:
        """Return what it was about."""
        return " ".join(_details(log_entry).get("reasons", []))


FORMATTERS: dict[str, type[LogFormatter]] = {
    "releases.add": Add,
    "releases.remove": Remove,
    "releases.schedule": Schedule,
    "releases.reschedule": Reschedule,
    "releases.unschedule": Unschedule,
    "releases.cancel": Cancel,
    "releases.release": ReleaseItems,
    "releases.fail": Fail,
}


def register(actions: LogActionRegistry) -> None:
    """Make the actions known to the log."""
    for action, formatter in FORMATTERS.items():
        actions.register_action(action)(formatter)
