"""What a WSGI server loads. A server means production, unless the environment says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe_site.settings")
os.environ.setdefault("PORTAL_ENVIRONMENT", "production")

application = get_wsgi_application()


# Here, since they need the settings and the apps.
from django.db import connections  # noqa: E402

from home.setup.site import log_site_address  # noqa: E402

log_site_address()
# gunicorn forks its workers from here: none may share a connection.
connections.close_all()
