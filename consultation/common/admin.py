"""Parts of Wagtail's admin that several apps share."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.views.generic.chooser import CreateView
from wagtail.log_actions import LogActionRegistry, LogFormatter


class NothingCreatedView(CreateView):
    """For choosers in which nothing can be created, to which Wagtail's own view answers 500."""

    def can_create(self) -> bool:
        return False


def register_actions(
    registry: LogActionRegistry,
    prefix: str,
    formatter: type[LogFormatter],
    texts: Mapping[str, tuple[Any, Any]],
) -> None:
    """Register actions of the audit log, each with its label and message, with one formatter.

    Args:
        prefix: what the names begin with, before a full stop.
        formatter: puts the data of an entry into the message.
    """
    for name, (label, message) in texts.items():
        words = {"label": label, "message": message}
        registry.register_action(f"{prefix}.{name}")(type(name, (formatter,), words))
