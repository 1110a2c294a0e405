"""What is done with releases, as Wagtail's log and its reports say it."""

from collections import defaultdict
from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.log_actions import LogActionRegistry, LogFormatter

from consultation.common.dates import long_datetime

# By action: its label and its message, in which the entry's data stand.
ACTIONS = {
    "add": ("Add to release", "Added “{title}” ({kind})"),
    "remove": ("Take out of release", "Took out “{title}” ({kind})"),
    "schedule": ("Schedule release", "Scheduled for {planned_at}"),
    "reschedule": ("Reschedule release", "Rescheduled from {before} to {planned_at}"),
    "unschedule": ("Take the moment off a release", "No longer scheduled for {before}"),
    "cancel": ("Cancel release", "Cancelled, with {number} in it"),
    "release": ("Release", "Released {number}{as_planned}"),
    "fail": ("Fail to release", "Not released: nothing was published"),
}
DATETIMES = ("planned_at", "before", "planned")


class ReleaseLogFormatter(LogFormatter):
    """Says what was done, and beside it the titles or the reasons."""

    def format_message(self, log_entry: Any) -> str:
        details: dict[str, Any] = defaultdict(str, log_entry.data or {})
        for name in DATETIMES:
            details[name] = long_datetime(parse_datetime(details[name]))
        number = details["number"] or len(details["titles"])
        details["number"] = "1 item" if number == 1 else f"{number} items"
        if details["planned"]:
            details["as_planned"] = (
                f", as {details['scheduled_by']} had scheduled it for {details['planned']}"
            )
        return self.message.format_map(details)

    def format_comment(self, log_entry: Any) -> str:
        details = log_entry.data or {}
        titles = ", ".join(f"“{title}”" for title in details.get("titles", []))
        return titles or " ".join(details.get("reasons", []))


def register(actions: LogActionRegistry) -> None:
    """Make the actions known to the log."""
    for action, (label, message) in ACTIONS.items():
        words = {"label": label, "message": message}
        formatter = type("ReleaseLogFormatter", (ReleaseLogFormatter,), words)
        actions.register_action(f"releases.{action}")(formatter)
