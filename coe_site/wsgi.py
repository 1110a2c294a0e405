"""What a WSGI server loads. A server means production, unless the environment says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe_site.settings")
os.environ.setdefault("PORTAL_ENVIRONMENT", "production")

application = get_wsgi_application()


def _report_site_address() -> None:
    from django.db import connections  # needs the settings

    from home.site_address import log_site_address  # needs the apps, which are loaded by now

    log_site_address()
    # gunicorn forks its workers from here: none may share a connection.
    connections.close_all()


_report_site_address()
