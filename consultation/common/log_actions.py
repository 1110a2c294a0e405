from collections.abc import Mapping

from wagtail.log_actions import LogActionRegistry, LogFormatter


def register_actions(
    registry: LogActionRegistry,
    prefix: str,
    formatter: type[LogFormatter],
    texts: Mapping[str, tuple[str, str]],
) -> None:
    """Name several actions of the audit log that one formatter tells about.

    Args:
        registry: what the hook `register_log_actions` is given.
        prefix: what the names begin with, before a full stop.
        formatter: puts the data of an entry into the message.
        texts: label and message of each action, by its name.
    """
    for name, (label, message) in texts.items():
        words = {"label": label, "message": message}
        registry.register_action(f"{prefix}.{name}")(type(name, (formatter,), words))
