from typing import Any

from gunicorn.glogging import Logger

from coe_site.logs import PrivateFormatter


class PrivateLogger(Logger):
    """What gunicorn logs by itself, such as an error in the middle of a download."""

    def setup(self, cfg: Any) -> None:
        """Let the handlers write as the rest of the portal does."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(PrivateFormatter(self.error_fmt, self.datefmt))

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Log an error with the address of the request, without what was searched for."""
        super().exception(msg, *(str(each).partition("?")[0] for each in args), **kwargs)
