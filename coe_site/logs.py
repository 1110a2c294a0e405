import logging

from consultation.common.email_addresses import hide_addresses


class PrivateFormatter(logging.Formatter):
    """A line of the log, traceback included, without email addresses.

    A mail server that refuses an address says so in an error that names it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return hide_addresses(super().format(record))
