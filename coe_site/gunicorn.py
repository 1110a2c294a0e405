"""How gunicorn serves the portal: `gunicorn --config python:coe_site.gunicorn coe_site.wsgi`.

Address and number of processes are gunicorn's own variables: --bind, WEB_CONCURRENCY, PORT.
"""

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
# Nor do errors name anybody.
logger_class = "coe_site.gunicorn_log.PrivateLogger"
# What a proxy says of the reader's connection is believed by Django, and only if
# PORTAL_TRUST_PROXY is set; gunicorn itself would trust any caller on the same machine.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
