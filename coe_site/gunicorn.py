"""How gunicorn serves the portal: `gunicorn --config python:coe_site.gunicorn coe_site.wsgi`.

Address and number of processes are gunicorn's own variables: --bind, WEB_CONCURRENCY, PORT.
"""

from typing import Any

from gunicorn.glogging import Logger

from coe_site.logs import PrivateFormatter

# Loaded once, before the workers: a bad setting stops the start instead of every worker in turn.
preload_app = True
# Long downloads and slow readers hold a thread, not a process, and no timeout cuts an export.
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 30
keepalive = 5
control_socket_disable = True
# No access log: it would hold respondents' addresses. The proxy in front may keep its own.
accesslog = None
# What a proxy says of the reader's connection is believed by Django, and only if
# PORTAL_TRUST_PROXY is set; gunicorn itself would trust any caller on the same machine.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}


class PrivateLogger(Logger):
    """Keeps personal data out of gunicorn's own log, such as of an error during a download."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(PrivateFormatter(self.error_fmt, self.datefmt))

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        # The address of the request without what was searched for.
        super().exception(msg, *(str(each).partition("?")[0] for each in args), **kwargs)


logger_class = PrivateLogger
