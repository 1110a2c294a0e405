import copy
import logging
from typing import Any

from consultation.common.addresses import hide_addresses
from consultation.common.errors import format_error


class PrivateFormatter(logging.Formatter):
    """A line of the log, traceback included, without personal data.

    A mail server that refuses an address says so in an error that names it.
    """

    def format(self, record: logging.LogRecord) -> str:
        # A record keeps the traceback as another formatter wrote it.
        record = copy.copy(record)
        record.exc_text = None
        return hide_addresses(super().format(record))

    def formatException(self, ei: Any) -> str:
        return format_error(ei[1]).rstrip() if ei[1] else ""
